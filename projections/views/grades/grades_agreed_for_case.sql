-- grain: position
-- One row per entry by which moderation agreed a grade for a case, or found that an area does not
-- apply to it, and the later entry that superseded it. `area` is NULL for the overall grade.
WITH entries AS (
    SELECT
        audit, case_ref, area, 'area agreed' AS kind, grade AS to_grade,
        actor, acting_role, recorded_at, position
    FROM main.area_grade_agreed
    UNION ALL
    SELECT
        audit, case_ref, NULL, 'overall agreed', grade,
        actor, acting_role, recorded_at, position
    FROM main.overall_grade_agreed
    UNION ALL
    SELECT
        audit, case_ref, area, 'found not applicable', 'not-applicable',
        actor, acting_role, recorded_at, position
    FROM main.area_found_not_applicable
    WHERE agency IS NULL
)
SELECT
    audit, case_ref, area, kind,
    lag(to_grade) OVER chain AS from_grade,
    to_grade, actor, acting_role, recorded_at, position,
    lead(position) OVER chain AS superseded_by
FROM entries
WINDOW chain AS (PARTITION BY audit, case_ref, area ORDER BY position);
