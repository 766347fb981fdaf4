-- grain: audit, case_ref
-- One row per audit and case to be audited whose overall grade was agreed; put right if that was
-- after the moderation day.
WITH agreed AS (
    SELECT audit, case_ref, grade, recorded_at, position
    FROM main.overall_grade_agreed
    QUALIFY is_latest(position, audit, case_ref)
)
SELECT
    agreed.audit,
    agreed.case_ref,
    agreed.grade,
    scale.rank,
    scale.is_good,
    agreed.recorded_at AS agreed_at,
    agreed.position,
    coalesce(agreed.position > held.position, false) AS was_put_right
FROM agreed
JOIN main.audit_cases AS cases
    ON cases.audit = agreed.audit
    AND cases.case_ref = agreed.case_ref
    AND NOT cases.was_replaced
    AND cases.not_gradable_position IS NULL
LEFT JOIN (SELECT audit, min(position) AS position FROM main.moderation_held GROUP BY audit) AS held
    ON held.audit = agreed.audit
JOIN main.audit_plans AS plans ON plans.audit = agreed.audit
LEFT JOIN main.scale_grades AS scale
    ON scale.tool = plans.tool
    AND scale.tool_version = plans.tool_version
    AND scale.code = agreed.grade;
