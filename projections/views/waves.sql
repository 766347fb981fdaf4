-- One row per tool, area and audit whose grades are settled: counts of cases, worst grade first.
CREATE VIEW main.waves AS
WITH counted AS (
    SELECT
        audit,
        area,
        list(cases ORDER BY rank) AS counts,
        max(cases_graded) AS cases_graded,
        CAST(sum(cases) FILTER (WHERE good) AS BIGINT) AS cases_good,
        min(rank) FILTER (WHERE good) - 1 AS good_from
    FROM main.grade_mix
    GROUP BY audit, area
)
SELECT
    audits.tool,
    areas.area,
    audits.audit,
    areas.title AS area_title,
    audits.process,
    audits.tool_version,
    areas.comparable_as,
    audits.frame_definition,
    audits.casework_start,
    audits.casework_end,
    counted.counts,
    counted.cases_graded,
    counted.cases_good,
    counted.good_from,
    audits.moderated,
    row_number() OVER (
        PARTITION BY audits.tool, areas.area
        ORDER BY audits.casework_start, audits.casework_end, audits.audit
    ) AS wave
FROM main.audits AS audits
JOIN main.tool_areas AS areas
    ON areas.tool = audits.tool AND areas.tool_version = audits.tool_version
JOIN counted ON counted.audit = audits.audit AND counted.area = areas.area
WHERE audits.settled;
