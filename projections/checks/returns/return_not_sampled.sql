-- A return, or a declaration of no involvement, for a case not sampled or an agency not in a plan.
WITH entries AS (
    SELECT audit, case_ref, agency, position FROM main.return_appended
    UNION ALL
    SELECT audit, case_ref, agency, position FROM main.no_involvement_declared
),
planned AS (
    SELECT audit, unnest(plan.agencies) AS agency FROM main.plan_agreed
    UNION
    SELECT audit, unnest(plan.agencies) FROM main.plan_amended
)
SELECT entries.position, entries.audit, entries.case_ref, entries.agency
FROM entries
LEFT JOIN main.case_sampled AS sampled
    ON sampled.audit = entries.audit
    AND sampled.case_ref = entries.case_ref
    AND sampled.position < entries.position
LEFT JOIN planned
    ON planned.audit = entries.audit AND planned.agency = entries.agency
WHERE sampled.audit IS NULL OR planned.audit IS NULL;
