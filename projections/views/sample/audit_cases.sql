-- grain: audit, case_ref
-- One row per audit and case of the draw that stands; a replaced case is marked, never removed.
-- `not_gradable_position`: the entry that says why nobody can grade it, NULL where one can.
-- `family`: cases of one family have the same, NULL where nobody has said which it is of.
WITH set_aside AS (
    SELECT audit, max(position) AS position FROM main.draws_set_aside GROUP BY audit
),
told AS (
    SELECT audit, case_ref, true AS is_told, position FROM main.case_not_gradable
    UNION ALL
    SELECT audit, case_ref, false, position FROM main.case_found_gradable
),
not_gradable AS (
    SELECT audit, case_ref, position
    FROM (
        SELECT audit, case_ref, is_told, position
        FROM told
        QUALIFY is_latest(position, audit, case_ref)
    ) AS newest
    WHERE is_told
),
said AS (
    SELECT audit, case_ref, family, position FROM main.case_family_said
    UNION ALL
    SELECT audit, with_case, family, position FROM main.case_family_said WHERE with_case IS NOT NULL
),
families AS (
    SELECT audit, case_ref, family, position
    FROM said
    QUALIFY is_latest(position, audit, case_ref)
)
SELECT
    drawn.audit,
    drawn.case_ref,
    drawn.place,
    coalesce(families.family, drawn.family) AS family,
    drawn.recorded_at AS sampled_at,
    drawn.position,
    gone.position IS NOT NULL AS was_replaced,
    gone.replaced_by,
    gone.reason AS replacement_reason,
    CASE WHEN gone.position IS NULL THEN not_gradable.position END AS not_gradable_position
FROM main.case_sampled AS drawn
LEFT JOIN set_aside ON set_aside.audit = drawn.audit
LEFT JOIN main.case_replaced AS gone
    ON gone.audit = drawn.audit
    AND gone.case_ref = drawn.case_ref
    AND gone.position > drawn.position
LEFT JOIN not_gradable
    ON not_gradable.audit = drawn.audit AND not_gradable.case_ref = drawn.case_ref
LEFT JOIN families
    ON families.audit = drawn.audit
    AND families.case_ref = drawn.case_ref
    AND families.position > drawn.position
WHERE set_aside.position IS NULL OR drawn.position > set_aside.position;
