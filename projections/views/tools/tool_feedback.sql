-- grain: position
-- One row per entry of feedback on a tool: what worked in conducting an audit with it, what less.
SELECT
    tool, tool_version, audit, agency, worked_well, worked_less_well, recorded_at, position
FROM main.tool_feedback_given;
