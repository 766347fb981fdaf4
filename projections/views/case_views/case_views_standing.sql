-- grain: position
-- One row per entry of a case's family being heard, asked or not, that was not taken back since;
-- `number` counts them by case as they were recorded, those taken back included.
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
numbered AS (
    SELECT
        audit, case_ref, state, method, agency, day, position,
        row_number() OVER (PARTITION BY audit, case_ref ORDER BY position) AS number
    FROM entries
)
SELECT
    numbered.audit, numbered.case_ref, numbered.number, numbered.state, numbered.method,
    numbered.agency, numbered.day, numbered.position
FROM numbered
ANTI JOIN main.views_withdrawn AS gone
    ON gone.audit = numbered.audit
    AND gone.case_ref = numbered.case_ref
    AND gone.number = numbered.number;
