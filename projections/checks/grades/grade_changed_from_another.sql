-- A revision or moderation that starts from a grade that was not the current one, or from none.
WITH chained AS (
    SELECT
        audit, case_ref, agency, area, kind, from_grade, superseded_by, position,
        lag(to_grade) OVER chain AS grade_before,
        lag(superseded_by) OVER chain AS superseded_at
    FROM main.grade_history
    WHERE kind IN ('given', 'revised', 'moderated')
    WINDOW chain AS (PARTITION BY audit, case_ref, agency, area ORDER BY position)
)
SELECT position, audit, case_ref, agency, area, from_grade, grade_before
FROM chained
WHERE kind IN ('revised', 'moderated')
    AND (from_grade IS DISTINCT FROM grade_before OR superseded_at IS DISTINCT FROM position);
