-- One row per audit: its terms of reference in words, its newest draft, what SAIG concluded.
CREATE VIEW main.audit_terms AS
WITH plans AS (
    SELECT audit, plan, position FROM main.plan_agreed
    UNION ALL
    SELECT audit, plan, position FROM main.plan_amended
),
newest AS (
    SELECT audit, arg_max(plan, position) AS plan FROM plans GROUP BY audit
),
scheduled AS (
    SELECT audit, arg_max(informed_by, position) AS informed_by
    FROM main.audit_scheduled
    GROUP BY audit
),
drafted AS (
    SELECT audit, max(position) AS summary_position FROM main.report_drafted GROUP BY audit
),
considered AS (
    SELECT audit, arg_max(conclusion, position) AS conclusion
    FROM main.report_considered
    GROUP BY audit
)
SELECT
    newest.audit,
    newest.plan.title AS title,
    newest.plan.purpose AS purpose,
    newest.plan.issues AS issues,
    newest.plan.outcomes AS outcomes,
    newest.plan.methodology AS methodology,
    newest.plan.views_approach AS views_approach,
    scheduled.informed_by,
    drafted.summary_position,
    considered.conclusion
FROM newest
LEFT JOIN scheduled ON scheduled.audit = newest.audit
LEFT JOIN drafted ON drafted.audit = newest.audit
LEFT JOIN considered ON considered.audit = newest.audit;
