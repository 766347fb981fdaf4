-- grain: audit, case_ref
-- One row per audit and case to be audited: was the family heard, asked, or not.
-- Heard stays heard, unless that was taken back.
WITH latest AS (
    SELECT audit, case_ref, number, state, method, agency, day, position
    FROM main.case_views_standing
    QUALIFY row_number() OVER (
        PARTITION BY audit, case_ref ORDER BY state = 'heard' DESC, position DESC
    ) = 1
)
SELECT
    cases.audit,
    cases.case_ref,
    coalesce(latest.state, 'nothing recorded') AS state,
    latest.method,
    latest.agency,
    latest.day AS "on",
    latest.number,
    latest.position
FROM main.audit_cases AS cases
LEFT JOIN latest ON latest.audit = cases.audit AND latest.case_ref = cases.case_ref
WHERE NOT cases.was_replaced;
