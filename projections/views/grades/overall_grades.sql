-- grain: audit, case_ref
-- One row per audit and case to be audited whose overall grade was agreed.
SELECT
    history.audit,
    history.case_ref,
    history.to_grade AS grade,
    scale.rank,
    scale.good,
    history.recorded_at AS agreed_at,
    history.position
FROM main.grade_history AS history
JOIN main.audit_cases AS cases
    ON cases.audit = history.audit
    AND cases.case_ref = history.case_ref
    AND NOT cases.replaced
JOIN main.audit_plans AS plans ON plans.audit = history.audit
LEFT JOIN main.scale_grades AS scale
    ON scale.tool = plans.tool
    AND scale.tool_version = plans.tool_version
    AND scale.code = history.to_grade
WHERE history.kind = 'overall agreed' AND history.superseded_by IS NULL;
