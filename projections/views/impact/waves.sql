-- grain: tool, area, audit
-- One row per tool, area and audit whose grades are settled: counts of cases, worst grade first.
WITH counted AS (
    SELECT
        audit,
        area,
        list(cases ORDER BY rank) AS counts,
        max(cases_graded) AS cases_graded,
        coalesce(CAST(sum(cases) FILTER (WHERE is_good) AS BIGINT), 0) AS cases_good,
        min(rank) FILTER (WHERE is_good) - 1 AS good_from
    FROM main.grade_mix
    GROUP BY audit, area
)
SELECT
    settings.tool,
    settings.area,
    settings.audit,
    settings.area_title,
    settings.process,
    settings.tool_version,
    settings.comparable_as,
    settings.frame_definition,
    settings.casework_start,
    settings.casework_end,
    counted.counts,
    counted.cases_graded,
    counted.cases_good,
    counted.good_from,
    settings.was_moderated,
    settings.wave
FROM main.wave_settings AS settings
JOIN counted ON counted.audit = settings.audit AND counted.area = settings.area;
