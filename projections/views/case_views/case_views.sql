-- grain: audit, case_ref
-- One row per audit and case to be audited: was the family heard, asked, or not; heard stays heard.
WITH entries AS (
    SELECT
        audit, case_ref, 'heard' AS state, method, agency, heard_on AS day, position
    FROM main.views_recorded
    UNION ALL
    SELECT audit, case_ref, 'asked', method, agency, sought_on, position
    FROM main.views_sought
    UNION ALL
    SELECT audit, case_ref, 'not sought', NULL, agency, NULL, position
    FROM main.views_not_sought
),
latest AS (
    SELECT audit, case_ref, state, method, agency, day, position
    FROM entries
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
    latest.position
FROM main.audit_cases AS cases
LEFT JOIN latest ON latest.audit = cases.audit AND latest.case_ref = cases.case_ref
WHERE NOT cases.was_replaced;
