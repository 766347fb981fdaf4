-- grain: position
-- One row per entry of learning that moderation agreed from a case and did not take back; its words
-- are in the ledger. `number` counts it by case as it was recorded.
WITH numbered AS (
    SELECT
        audit, case_ref, recorded_at, position,
        row_number() OVER (PARTITION BY audit, case_ref ORDER BY position) AS number
    FROM main.learning_agreed
)
SELECT
    numbered.audit, numbered.case_ref, numbered.number, numbered.recorded_at, numbered.position
FROM numbered
ANTI JOIN main.learning_withdrawn AS gone
    ON gone.audit = numbered.audit
    AND gone.case_ref = numbered.case_ref
    AND gone.number = numbered.number;
