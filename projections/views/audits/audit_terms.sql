-- grain: audit
-- One row per audit: its terms of reference in words, its newest draft, what SAIG concluded.
WITH scheduled AS (
    SELECT audit, latest(informed_by, position) AS informed_by
    FROM main.audit_scheduled
    GROUP BY audit
),
drafted AS (
    SELECT audit, max(position) AS summary_position FROM main.report_drafted GROUP BY audit
),
considered AS (
    SELECT audit, latest(conclusion, position) AS conclusion
    FROM main.report_considered
    GROUP BY audit
)
SELECT
    plans.audit,
    plans.purpose,
    plans.issues,
    plans.outcomes,
    plans.methodology,
    scheduled.informed_by,
    drafted.summary_position,
    considered.conclusion
FROM main.audit_plans AS plans
LEFT JOIN scheduled ON scheduled.audit = plans.audit
LEFT JOIN drafted ON drafted.audit = plans.audit
LEFT JOIN considered ON considered.audit = plans.audit;
