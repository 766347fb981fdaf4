-- A return that used another tool or version than the audit's plan.
SELECT
    appended.position, appended.audit, appended.case_ref, appended.agency,
    appended.tool, appended.tool_version
FROM main.return_appended AS appended
LEFT JOIN main.audit_plans AS plans
    ON plans.audit = appended.audit
    AND plans.tool = appended.tool
    AND plans.tool_version = appended.tool_version
WHERE plans.audit IS NULL;
