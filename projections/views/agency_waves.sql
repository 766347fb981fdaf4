-- One row per tool, area, settled audit and agency of its plan: that agency's own grades by case,
-- worst first, and the cases in which it was not involved.
CREATE VIEW main.agency_waves AS
WITH agencies AS (
    SELECT audit, unnest(agencies) AS agency FROM main.audit_plans
),
cells AS (
    SELECT mix.audit, mix.area, agencies.agency, mix.rank, mix.good
    FROM main.grade_mix AS mix
    JOIN agencies ON agencies.audit = mix.audit
),
graded AS (
    SELECT audit, area, agency, rank, count(*) AS cases
    FROM main.current_grades
    WHERE rank IS NOT NULL
    GROUP BY audit, area, agency, rank
),
counted AS (
    SELECT
        cells.audit,
        cells.area,
        cells.agency,
        list(coalesce(graded.cases, 0) ORDER BY cells.rank) AS counts,
        CAST(sum(coalesce(graded.cases, 0)) AS BIGINT) AS cases_graded,
        CAST(
            sum(coalesce(graded.cases, 0)) FILTER (WHERE cells.good) AS BIGINT
        ) AS cases_good
    FROM cells
    LEFT JOIN graded
        ON graded.audit = cells.audit
        AND graded.area = cells.area
        AND graded.agency = cells.agency
        AND graded.rank = cells.rank
    GROUP BY cells.audit, cells.area, cells.agency
),
absent AS (
    SELECT audit, agency, count(*) AS cases
    FROM main.returns_due
    WHERE state = 'not involved'
    GROUP BY audit, agency
)
SELECT
    waves.tool,
    waves.area,
    waves.audit,
    counted.agency,
    waves.area_title,
    waves.process,
    waves.tool_version,
    waves.comparable_as,
    waves.frame_definition,
    waves.casework_start,
    waves.casework_end,
    counted.counts,
    counted.cases_graded,
    counted.cases_good,
    waves.good_from,
    waves.moderated,
    coalesce(absent.cases, 0) AS cases_not_involved,
    waves.wave
FROM main.waves AS waves
JOIN counted ON counted.audit = waves.audit AND counted.area = waves.area
LEFT JOIN absent ON absent.audit = counted.audit AND absent.agency = counted.agency;
