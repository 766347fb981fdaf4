-- grain: position
-- One row per entry of feedback on a tool that was not taken back: what worked in conducting an
-- audit with it, what less. `number` counts it by audit as it was recorded.
WITH numbered AS (
    SELECT
        tool, tool_version, audit, agency, worked_well, worked_less_well, recorded_at, position,
        row_number() OVER (PARTITION BY audit ORDER BY position) AS number
    FROM main.tool_feedback_given
)
SELECT
    numbered.tool, numbered.tool_version, numbered.audit, numbered.number, numbered.agency,
    numbered.worked_well, numbered.worked_less_well, numbered.recorded_at, numbered.position
FROM numbered
ANTI JOIN main.tool_feedback_withdrawn AS gone
    ON gone.audit = numbered.audit AND gone.number = numbered.number;
