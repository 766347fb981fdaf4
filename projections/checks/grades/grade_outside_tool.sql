-- A grade in an area that the audit's tool version lacks, or outside its scale.
SELECT
    history.position,
    history.audit,
    history.area,
    history.to_grade AS grade,
    CASE WHEN scale.code IS NULL THEN 'grade outside the scale' ELSE 'area not in the tool' END
        AS problem
FROM main.grade_history AS history
LEFT JOIN main.audit_plans AS plans ON plans.audit = history.audit
LEFT JOIN main.tool_areas AS areas
    ON areas.tool = plans.tool
    AND areas.tool_version = plans.tool_version
    AND areas.area = history.area
LEFT JOIN main.scale_grades AS scale
    ON scale.tool = plans.tool
    AND scale.tool_version = plans.tool_version
    AND scale.code = history.to_grade
WHERE (scale.code IS NULL AND history.kind <> 'found not applicable')
    OR (history.area IS NOT NULL AND areas.area IS NULL);
