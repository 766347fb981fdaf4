-- grain: position
-- One row per entry that gives, revises or moderates an agency's own grade, and the entry (a later
-- one, or the withdrawal of the return) that superseded it.
WITH entries AS (
    SELECT
        audit, case_ref, agency, area, 'given' AS kind,
        NULL AS from_grade, grade AS to_grade, actor, acting_role, recorded_at, position
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
),
chained AS (
    SELECT
        audit, case_ref, agency, area, kind, from_grade, to_grade,
        actor, acting_role, recorded_at, position,
        lead(position) OVER (
            PARTITION BY audit, case_ref, agency, area ORDER BY position
        ) AS next_position
    FROM entries
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
)
SELECT
    chained.audit,
    chained.case_ref,
    chained.agency,
    chained.area,
    chained.kind,
    chained.from_grade,
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
LEFT JOIN withdrawals ON withdrawals.position = chained.position;
