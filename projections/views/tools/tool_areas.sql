-- grain: tool, tool_version, area
-- One row per tool, version and area, in the tool's order. Equal `comparable_as`: same measure.
-- `scale`: what it is graded on, '' for the tool's own.
WITH placed AS (
    SELECT
        tool,
        tool_version,
        unnest(graded_areas) AS graded,
        generate_subscripts(graded_areas, 1) AS place
    FROM main.tools
)
SELECT
    tool,
    tool_version,
    graded.area.id AS area,
    graded.area.title AS title,
    graded.area.standard AS standard,
    graded.wording AS wording,
    graded.comparable_as AS comparable_as,
    coalesce(graded.area.scale, '') AS scale,
    place
FROM placed;
