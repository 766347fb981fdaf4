-- grain: position
-- One row per entry that gives, revises, moderates or agrees a grade or finds that none applies,
-- and the entry (a later one, or the withdrawal of the return) that superseded it. `agency` is NULL
-- for what was agreed for the case, `area` for its overall grade.
WITH entries AS (
    SELECT
        audit, case_ref, agency, area, 'given' AS kind,
        NULL AS stated_from, grade AS to_grade, actor, acting_role, recorded_at, position
    FROM main.grade_given
    UNION ALL
    SELECT
        audit, case_ref, agency, area, 'revised',
        from_grade, to_grade, actor, acting_role, recorded_at, position
    FROM main.grade_revised
    UNION ALL
    SELECT
        audit, case_ref, agency, area, 'moderated',
        from_grade, to_grade, actor, acting_role, recorded_at, position
    FROM main.grade_moderated
    UNION ALL
    SELECT
        audit, case_ref, NULL, area, 'area agreed',
        NULL, grade, actor, acting_role, recorded_at, position
    FROM main.area_grade_agreed
    UNION ALL
    SELECT
        audit, case_ref, NULL, NULL, 'overall agreed',
        NULL, grade, actor, acting_role, recorded_at, position
    FROM main.overall_grade_agreed
    UNION ALL
    SELECT
        audit, case_ref, NULL, area, 'found not applicable',
        NULL, 'not-applicable', actor, acting_role, recorded_at, position
    FROM main.area_found_not_applicable
    WHERE agency IS NULL
),
chained AS (
    SELECT
        audit, case_ref, agency, area, kind, stated_from, to_grade,
        actor, acting_role, recorded_at, position,
        lag(to_grade) OVER chain AS grade_before,
        lead(position) OVER chain AS next_position
    FROM entries
    WINDOW chain AS (PARTITION BY audit, case_ref, agency, area ORDER BY position)
),
withdrawals AS (
    SELECT chained.position, min(withdrawn.position) AS withdrawn_position
    FROM chained
    JOIN main.return_withdrawn AS withdrawn
        ON withdrawn.audit = chained.audit
        AND withdrawn.case_ref = chained.case_ref
        AND withdrawn.agency = chained.agency
        AND withdrawn.position > chained.position
    GROUP BY chained.position
),
not_applicable AS (
    SELECT
        found.audit, found.case_ref, found.agency, found.area, found.actor, found.acting_role,
        found.recorded_at, found.position, min(moderated.position) AS superseded_by
    FROM main.area_found_not_applicable AS found
    LEFT JOIN main.grade_moderated AS moderated
        ON moderated.audit = found.audit
        AND moderated.case_ref = found.case_ref
        AND moderated.agency = found.agency
        AND moderated.area = found.area
        AND moderated.position > found.position
    WHERE found.agency IS NOT NULL
    GROUP BY ALL
)
SELECT
    chained.audit,
    chained.case_ref,
    chained.agency,
    chained.area,
    chained.kind,
    CASE
        WHEN chained.kind IN ('area agreed', 'overall agreed', 'found not applicable')
            THEN chained.grade_before
        ELSE chained.stated_from
    END AS from_grade,
    chained.to_grade,
    chained.actor,
    chained.acting_role,
    chained.recorded_at,
    chained.position,
    CASE
        WHEN chained.next_position IS NULL THEN withdrawals.withdrawn_position
        WHEN withdrawals.withdrawn_position IS NULL THEN chained.next_position
        ELSE least(chained.next_position, withdrawals.withdrawn_position)
    END AS superseded_by
FROM chained
LEFT JOIN withdrawals ON withdrawals.position = chained.position
UNION ALL
SELECT
    audit, case_ref, agency, area, 'found not applicable', NULL, 'not-applicable',
    actor, acting_role, recorded_at, position, superseded_by
FROM not_applicable;
