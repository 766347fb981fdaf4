-- grain: tool, tool_version, code
-- One row per tool, version and grade of its scales. `scale` is '' for the tool's own. `rank` 1 is
-- the worst grade of its scale; no two scales of a version have a code in common.
WITH scales AS (
    SELECT tool, tool_version, '' AS scale, good_from, own_scale AS grades
    FROM main.tools
    UNION ALL
    SELECT tool, tool_version, further.id, further.good_from, further.grades
    FROM (SELECT tool, tool_version, unnest(scales) AS further FROM main.tools) AS listed
),
placed AS (
    SELECT
        tool,
        tool_version,
        scale,
        good_from,
        unnest(grades) AS entry,
        generate_subscripts(grades, 1) AS rank
    FROM scales
)
SELECT
    tool,
    tool_version,
    scale,
    entry.code AS code,
    entry.label AS label,
    entry.letter AS letter,
    entry.descriptor AS descriptor,
    rank,
    rank >= min(CASE WHEN entry.code = good_from THEN rank END)
        OVER (PARTITION BY tool, tool_version, scale) AS is_good
FROM placed;
