-- grain: audit, case_ref
-- One row per audit and case of the draw that stands; a replaced case is marked, never removed.
WITH set_aside AS (
    SELECT audit, max(position) AS position FROM main.sample_redrawn GROUP BY audit
)
SELECT
    drawn.audit,
    drawn.case_ref,
    drawn.place,
    drawn.recorded_at AS sampled_at,
    drawn.position,
    gone.position IS NOT NULL AS was_replaced,
    gone.replaced_by,
    gone.reason AS replacement_reason
FROM main.case_sampled AS drawn
LEFT JOIN set_aside ON set_aside.audit = drawn.audit
LEFT JOIN main.case_replaced AS gone
    ON gone.audit = drawn.audit
    AND gone.case_ref = drawn.case_ref
    AND gone.position > drawn.position
WHERE set_aside.position IS NULL OR drawn.position > set_aside.position;
