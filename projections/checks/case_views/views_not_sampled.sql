-- Views, or a safeguarding concern, of a case that was not sampled before.
WITH entries AS (
    SELECT audit, case_ref, position FROM main.views_sought
    UNION ALL SELECT audit, case_ref, position FROM main.views_recorded
    UNION ALL SELECT audit, case_ref, position FROM main.views_not_sought
    UNION ALL SELECT audit, case_ref, position FROM main.concern_raised
)
SELECT entries.position, entries.audit, entries.case_ref
FROM entries
LEFT JOIN main.case_sampled AS sampled
    ON sampled.audit = entries.audit
    AND sampled.case_ref = entries.case_ref
    AND sampled.position < entries.position
WHERE sampled.audit IS NULL;
