-- grain: audit, area, agency
-- One row per audit, area of its tool and agency of its plan: that agency's own grades by case,
-- worst first, and how many of them were good or better, or the worst.
WITH cells AS (
    SELECT
        cells.audit,
        cells.area,
        cells.area_title,
        cells.place,
        cells.rank,
        cells.is_good,
        plans.agency
    FROM main.grade_cells AS cells
    JOIN (SELECT audit, unnest(agencies) AS agency FROM main.audit_plans) AS plans
        ON plans.audit = cells.audit
),
graded AS (
    SELECT audit, area, agency, rank, count(*) AS cases
    FROM main.current_grades
    WHERE rank IS NOT NULL
    GROUP BY audit, area, agency, rank
)
SELECT
    cells.audit,
    cells.area,
    cells.agency,
    cells.area_title,
    cells.place,
    list(coalesce(graded.cases, 0) ORDER BY cells.rank) AS counts,
    CAST(sum(coalesce(graded.cases, 0)) AS BIGINT) AS cases_graded,
    CAST(sum(CASE WHEN cells.is_good THEN coalesce(graded.cases, 0) ELSE 0 END) AS BIGINT)
        AS cases_good,
    CAST(sum(CASE WHEN cells.rank = 1 THEN coalesce(graded.cases, 0) ELSE 0 END) AS BIGINT)
        AS cases_worst
FROM cells
LEFT JOIN graded
    ON graded.audit = cells.audit
    AND graded.area = cells.area
    AND graded.agency = cells.agency
    AND graded.rank = cells.rank
GROUP BY cells.audit, cells.area, cells.agency, cells.area_title, cells.place;
