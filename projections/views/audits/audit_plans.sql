-- grain: audit
-- One row per audit: its plan as it stands after amendments.
WITH plans AS (
    SELECT audit, plan, position FROM main.plan_agreed
    UNION ALL
    SELECT audit, plan, position FROM main.plan_amended
),
newest AS (
    SELECT audit, latest(plan, position) AS plan, count(*) - 1 AS amendments
    FROM plans
    GROUP BY audit
)
SELECT
    newest.audit,
    newest.plan.title AS title,
    newest.plan.process AS process,
    newest.plan.tool AS tool,
    agreed.tool_version,
    agreed.agreed_on,
    newest.plan.purpose AS purpose,
    newest.plan.issues AS issues,
    newest.plan.outcomes AS outcomes,
    newest.plan.methodology AS methodology,
    newest.plan.casework_window."start" AS casework_start,
    newest.plan.casework_window."end" AS casework_end,
    newest.plan.timescale.briefing_on AS briefing_on,
    newest.plan.timescale.returns_by AS returns_by,
    newest.plan.timescale.moderation_on AS moderation_on,
    newest.plan.timescale.report_by AS report_by,
    newest.plan.agencies AS agencies,
    newest.plan.sample.frame_definition AS frame_definition,
    newest.plan.sample.size AS sample_size,
    newest.plan.sample.stratifier AS stratifier,
    newest.plan.sample.second_margin AS second_margin,
    newest.amendments
FROM newest
JOIN main.plan_agreed AS agreed ON agreed.audit = newest.audit;
