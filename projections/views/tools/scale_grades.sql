-- grain: tool, tool_version, code
-- One row per tool, version and grade of its scale. `rank` 1 is the worst grade.
WITH placed AS (
    SELECT
        tool,
        tool_version,
        good_from,
        unnest(scale) AS entry,
        generate_subscripts(scale, 1) AS rank
    FROM main.tools
),
named AS (
    SELECT
        tool,
        tool_version,
        good_from,
        entry.code AS code,
        entry.label AS label,
        entry.letter AS letter,
        entry.descriptor AS descriptor,
        rank
    FROM placed
)
SELECT
    tool,
    tool_version,
    code,
    label,
    letter,
    descriptor,
    rank,
    rank >= min(CASE WHEN code = good_from THEN rank END)
        OVER (PARTITION BY tool, tool_version) AS is_good
FROM named;
