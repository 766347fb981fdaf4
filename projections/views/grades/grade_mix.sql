-- grain: audit, area, rank
-- One row per audit, area of its tool and grade of its scale, those without a case included.
WITH counted AS (
    SELECT audit, area, rank, count(*) AS cases
    FROM main.case_area_grades
    GROUP BY audit, area, rank
)
SELECT
    cells.audit,
    cells.area,
    cells.area_title,
    cells.place,
    cells.grade,
    cells.label,
    cells.letter,
    cells.rank,
    cells.is_good,
    coalesce(counted.cases, 0) AS cases,
    CAST(
        sum(coalesce(counted.cases, 0)) OVER (PARTITION BY cells.audit, cells.area) AS BIGINT
    ) AS cases_graded
FROM main.grade_cells AS cells
LEFT JOIN counted
    ON counted.audit = cells.audit
    AND counted.area = cells.area
    AND counted.rank = cells.rank;
