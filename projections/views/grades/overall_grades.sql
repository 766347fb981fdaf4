-- grain: audit, case_ref
-- One row per audit and case to be audited whose overall grade was agreed, with its place on the
-- scale; put right if that was after the moderation day.
SELECT
    agreed.audit,
    agreed.case_ref,
    agreed.grade,
    scale.rank,
    scale.is_good,
    agreed.agreed_at,
    agreed.position,
    coalesce(agreed.position > held.position, false) AS was_put_right
FROM main.overall_grades_agreed AS agreed
LEFT JOIN (SELECT audit, min(position) AS position FROM main.moderation_held GROUP BY audit) AS held
    ON held.audit = agreed.audit
JOIN main.audit_plans AS plans ON plans.audit = agreed.audit
LEFT JOIN main.scale_grades AS scale
    ON scale.tool = plans.tool
    AND scale.tool_version = plans.tool_version
    AND scale.code = agreed.grade;
