-- grain: audit
-- One row per audit: plan, stage, lead auditor and dates. Settled: its grades may be compared.
WITH leads AS (
    SELECT audit, latest(person, position) AS person
    FROM main.lead_auditor_appointed
    GROUP BY audit
),
draws AS (
    SELECT audit, true AS drawn, position FROM main.sample_drawn
    UNION ALL
    SELECT audit, false, position FROM main.sample_redrawn
    UNION ALL
    SELECT audit, false, position FROM main.frame_committed
    UNION ALL
    SELECT audit, false, position FROM main.frame_replaced
),
samples AS (
    SELECT audit, latest(drawn, position) AS drawn FROM draws GROUP BY audit
)
SELECT
    plans.audit,
    plans.title,
    plans.process,
    plans.tool,
    plans.tool_version,
    plans.purpose,
    plans.casework_start,
    plans.casework_end,
    plans.agencies,
    plans.frame_definition,
    plans.sample_size,
    plans.stratifier,
    plans.amendments,
    CASE
        WHEN dates.abandoned_on IS NOT NULL THEN 'abandoned'
        WHEN dates.closed_on IS NOT NULL THEN 'closed'
        WHEN dates.report_considered_on IS NOT NULL THEN 'considered'
        WHEN dates.report_drafted_on IS NOT NULL THEN 'reporting'
        WHEN openings.opened_at IS NOT NULL THEN 'moderation'
        WHEN samples.drawn THEN 'returns'
        WHEN samples.audit IS NOT NULL THEN 'sampling'
        WHEN dates.briefing_held_on IS NOT NULL THEN 'briefed'
        ELSE 'planned'
    END AS stage,
    leads.person AS lead_auditor,
    plans.agreed_on,
    plans.briefing_on,
    plans.returns_by,
    plans.moderation_on,
    plans.report_by,
    dates.briefing_held_on,
    dates.moderation_held_on,
    dates.report_drafted_on,
    dates.report_circulated_on,
    dates.report_agreed_on,
    dates.report_considered_on,
    dates.closed_on,
    dates.abandoned_on,
    dates.abandoned_reason,
    openings.opened_at,
    openings.opened_at IS NOT NULL AS is_open,
    processes.is_moderated AND dates.moderation_held_on IS NOT NULL AS was_moderated,
    settled.audit IS NOT NULL AS is_settled
FROM main.audit_plans AS plans
JOIN main.processes AS processes ON processes.process = plans.process
JOIN main.audit_dates AS dates ON dates.audit = plans.audit
LEFT JOIN main.audit_openings AS openings ON openings.audit = plans.audit
LEFT JOIN main.settled_audits AS settled ON settled.audit = plans.audit
LEFT JOIN leads ON leads.audit = plans.audit
LEFT JOIN samples ON samples.audit = plans.audit;
