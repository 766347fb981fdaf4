-- An audit and area whose grade mix does not add up to its graded cases, or exceeds its sample.
WITH graded AS (
    SELECT audit, area, count(*) AS cases
    FROM main.case_area_grades
    GROUP BY audit, area
),
mixed AS (
    SELECT audit, area, CAST(sum(cases) AS BIGINT) AS cases
    FROM main.grade_mix
    GROUP BY audit, area
)
SELECT
    coalesce(mixed.audit, graded.audit) AS audit,
    coalesce(mixed.area, graded.area) AS area,
    mixed.cases AS cases_in_mix,
    graded.cases AS cases_graded,
    progress.cases AS cases_sampled
FROM mixed
FULL JOIN graded ON graded.audit = mixed.audit AND graded.area = mixed.area
LEFT JOIN main.audit_progress AS progress ON progress.audit = coalesce(mixed.audit, graded.audit)
WHERE coalesce(mixed.cases, 0) <> coalesce(graded.cases, 0)
    OR coalesce(mixed.cases, 0) > coalesce(progress.cases, 0);
