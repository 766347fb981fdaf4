-- grain: audit
-- One row per audit: how many safeguarding concerns were raised, and how far they are.
SELECT
    plans.audit,
    coalesce(raised.entries, 0) AS raised,
    coalesce(taken_up.entries, 0) AS taken_up,
    coalesce(acknowledged.entries, 0) AS acknowledged,
    coalesce(resolved.entries, 0) AS resolved,
    coalesce(raised.entries, 0) - coalesce(resolved.entries, 0) AS unresolved
FROM main.audit_plans AS plans
LEFT JOIN main.concern_raised_counts AS raised ON raised.audit = plans.audit
LEFT JOIN main.concern_taken_up_counts AS taken_up ON taken_up.audit = plans.audit
LEFT JOIN main.concern_acknowledged_counts AS acknowledged ON acknowledged.audit = plans.audit
LEFT JOIN main.concern_resolved_counts AS resolved ON resolved.audit = plans.audit;
