-- A wave whose counts do not add up to its graded cases, or has no count for a grade of the scale.
WITH scales AS (
    SELECT tool, tool_version, count(*) AS grades FROM main.scale_grades GROUP BY tool, tool_version
),
counted AS (
    SELECT tool, tool_version, area, audit, NULL AS agency, counts, cases_graded FROM main.waves
    UNION ALL
    SELECT tool, tool_version, area, audit, agency, counts, cases_graded FROM main.agency_waves
)
SELECT counted.audit, counted.area, counted.agency, counted.counts, counted.cases_graded
FROM counted
JOIN scales ON scales.tool = counted.tool AND scales.tool_version = counted.tool_version
WHERE list_sum(counted.counts) <> counted.cases_graded OR len(counted.counts) <> scales.grades;
