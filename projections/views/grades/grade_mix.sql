-- grain: audit, area, level
-- One row per audit, area of its tool and level of its scale, half steps between grades included,
-- those without a case too. `cases_good`: both middle grades are good or better. `cases_worst`: of
-- all in the area, those in which any agency gave the worst grade. `families_graded`: of how many
-- families they are, NULL where nobody has said.
WITH steps AS (
    SELECT
        low.audit,
        low.area,
        low.area_title,
        low.place,
        low.rank + high.rank - 1 AS level,
        low.label AS low_label,
        high.label AS high_label,
        low.rank = high.rank AS is_whole
    FROM main.grade_cells AS low
    JOIN main.grade_cells AS high
        ON high.audit = low.audit
        AND high.area = low.area
        AND high.rank - low.rank BETWEEN 0 AND 1
),
counted AS (
    SELECT
        audit,
        area,
        level,
        count(*) AS cases,
        count(*) FILTER (WHERE is_good) AS cases_good
    FROM main.case_area_grades
    GROUP BY audit, area, level
),
whole AS (
    SELECT
        graded.audit,
        graded.area,
        count(*) AS cases_graded,
        count(*) FILTER (WHERE graded.is_worst_of_any) AS cases_worst,
        CASE
            WHEN count(cases.family) > 0
                THEN count(DISTINCT coalesce(cases.family, graded.case_ref))
        END AS families_graded
    FROM main.case_area_grades AS graded
    LEFT JOIN main.audit_cases AS cases
        ON cases.audit = graded.audit AND cases.case_ref = graded.case_ref
    GROUP BY graded.audit, graded.area
)
SELECT
    steps.audit,
    steps.area,
    steps.area_title,
    steps.place,
    steps.level,
    CASE
        WHEN steps.is_whole THEN steps.low_label
        ELSE 'between ' || steps.low_label || ' and ' || steps.high_label
    END AS label,
    steps.is_whole,
    coalesce(counted.cases, 0) AS cases,
    coalesce(counted.cases_good, 0) AS cases_good,
    coalesce(whole.cases_graded, 0) AS cases_graded,
    coalesce(whole.cases_worst, 0) AS cases_worst,
    whole.families_graded
FROM steps
LEFT JOIN counted
    ON counted.audit = steps.audit
    AND counted.area = steps.area
    AND counted.level = steps.level
LEFT JOIN whole ON whole.audit = steps.audit AND whole.area = steps.area;
