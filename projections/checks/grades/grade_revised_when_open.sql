-- A grade given or revised, or a return withdrawn, after the audit's returns were opened. A return
-- that came late is marked as such, and its grades are given then.
WITH late AS (
    SELECT DISTINCT audit, case_ref, agency FROM main.return_came_late
),
entries AS (
    SELECT audit, case_ref, agency, kind, position
    FROM main.grade_history
    WHERE kind IN ('given', 'revised')
    UNION ALL
    SELECT audit, case_ref, agency, 'withdrawn', position FROM main.return_withdrawn
)
SELECT entries.position, entries.audit
FROM entries
JOIN main.audit_openings AS openings ON openings.audit = entries.audit
LEFT JOIN late
    ON late.audit = entries.audit
    AND late.case_ref = entries.case_ref
    AND late.agency = entries.agency
WHERE entries.position > openings.position
    AND NOT (entries.kind = 'given' AND late.audit IS NOT NULL);
