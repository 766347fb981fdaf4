-- A step of an audit that has no agreed plan, or a plan whose tool version was never published.
WITH steps AS (
    SELECT audit, position FROM main.plan_amended
    UNION ALL SELECT audit, position FROM main.lead_auditor_appointed
    UNION ALL SELECT audit, position FROM main.briefing_held
    UNION ALL SELECT audit, position FROM main.moderation_opened
    UNION ALL SELECT audit, position FROM main.moderation_held
    UNION ALL SELECT audit, position FROM main.finding_recorded
    UNION ALL SELECT audit, position FROM main.report_drafted
    UNION ALL SELECT audit, position FROM main.report_considered
    UNION ALL SELECT audit, position FROM main.audit_closed
    UNION ALL SELECT audit, position FROM main.case_sampled
    UNION ALL SELECT audit, position FROM main.frame_replaced
    UNION ALL SELECT audit, position FROM main.return_appended
    UNION ALL SELECT audit, position FROM main.area_grade_agreed
    UNION ALL SELECT audit, position FROM main.overall_grade_agreed
)
SELECT steps.audit, min(steps.position) AS position, 'no agreed plan' AS problem
FROM steps
LEFT JOIN main.audit_plans AS plans ON plans.audit = steps.audit
WHERE plans.audit IS NULL
GROUP BY steps.audit
UNION ALL
SELECT agreed.audit, agreed.position, 'tool version never published'
FROM main.plan_agreed AS agreed
LEFT JOIN main.tools AS tools
    ON tools.tool = agreed.plan.tool AND tools.tool_version = agreed.tool_version
WHERE tools.tool IS NULL;
