-- A grade given or revised, or a return withdrawn, after the audit's returns were opened.
WITH entries AS (
    SELECT audit, position FROM main.grade_history WHERE kind IN ('given', 'revised')
    UNION ALL
    SELECT audit, position FROM main.return_withdrawn
)
SELECT entries.position, entries.audit
FROM entries
JOIN main.audit_openings AS openings ON openings.audit = entries.audit
WHERE entries.position > openings.position;
