-- grain: tool, area, audit, agency
-- One row per tool, area, settled audit and agency of its plan: that agency's own grades by case,
-- worst first, and the cases in which it was not involved. An agency that was merged has, of audits
-- planned since without it, the grades of the one that took its place.
WITH agencies AS (
    SELECT audit, unnest(agencies) AS agency FROM main.audit_plans
),
cells AS (
    SELECT grades.audit, grades.area, agencies.agency, grades.rank, grades.is_good
    FROM main.grade_cells AS grades
    JOIN agencies ON agencies.audit = grades.audit
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
        coalesce(
            CAST(sum(coalesce(graded.cases, 0)) FILTER (WHERE cells.is_good) AS BIGINT), 0
        ) AS cases_good,
        min(cells.rank) FILTER (WHERE cells.is_good) - 1 AS good_from
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
),
own AS (
    SELECT
        settings.tool,
        settings.area,
        settings.audit,
        counted.agency,
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
        coalesce(absent.cases, 0) AS cases_not_involved,
        settings.wave
    FROM main.wave_settings AS settings
    JOIN counted ON counted.audit = settings.audit AND counted.area = settings.area
    LEFT JOIN absent ON absent.audit = counted.audit AND absent.agency = counted.agency
)
SELECT
    own.tool,
    own.area,
    own.audit,
    own.agency,
    own.area_title,
    own.process,
    own.tool_version,
    own.comparable_as,
    own.frame_definition,
    own.casework_start,
    own.casework_end,
    own.counts,
    own.cases_graded,
    own.cases_good,
    own.good_from,
    own.was_moderated,
    own.cases_not_involved,
    own.wave
FROM own
UNION ALL
SELECT
    own.tool,
    own.area,
    own.audit,
    successions.agency,
    own.area_title,
    own.process,
    own.tool_version,
    own.comparable_as,
    own.frame_definition,
    own.casework_start,
    own.casework_end,
    own.counts,
    own.cases_graded,
    own.cases_good,
    own.good_from,
    own.was_moderated,
    own.cases_not_involved,
    own.wave
FROM own
JOIN main.successions AS successions ON successions.successor = own.agency
JOIN main.audit_plans AS plans ON plans.audit = own.audit
WHERE plans.agreed_on >= successions.since
    AND NOT list_contains(plans.agencies, successions.agency);
