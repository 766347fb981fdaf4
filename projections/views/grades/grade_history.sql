-- grain: position
-- One row per entry that gives, revises, moderates or agrees a grade or finds that none applies,
-- and the entry (a later one, or the withdrawal of the return) that superseded it. `agency` is NULL
-- for what was agreed for the case, `area` for its overall grade.
SELECT
    audit, case_ref, agency, area, kind, from_grade, to_grade,
    actor, acting_role, recorded_at, position, superseded_by
FROM main.own_grade_history
UNION ALL
SELECT
    audit, case_ref, NULL, area, kind, from_grade, to_grade,
    actor, acting_role, recorded_at, position, superseded_by
FROM main.grades_agreed_for_case
UNION ALL
SELECT
    audit, case_ref, agency, area, 'found not applicable', NULL, 'not-applicable',
    actor, acting_role, recorded_at, position, superseded_by
FROM main.agency_areas_not_applicable;
