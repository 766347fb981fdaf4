-- grain: audit
-- One row per audit whose returns may be read outside their agency: since when.
WITH steps AS (
    SELECT audit, 'ModerationOpened' AS event, recorded_at, position FROM main.moderation_opened
    UNION ALL
    SELECT audit, 'ReportDrafted', recorded_at, position FROM main.report_drafted
    UNION ALL
    SELECT audit, 'AuditClosed', recorded_at, position FROM main.audit_closed
)
SELECT plans.audit, min(steps.recorded_at) AS opened_at, min(steps.position) AS position
FROM main.audit_plans AS plans
JOIN main.processes AS processes ON processes.process = plans.process
JOIN steps ON steps.audit = plans.audit AND steps.event = processes.returns_open_on
GROUP BY plans.audit;
