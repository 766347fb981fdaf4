-- grain: audit
-- One row per audit: counts of cases, returns, grades, findings, comments, feedback, concerns.
WITH cases AS (
    SELECT
        audit,
        count(*) FILTER (WHERE NOT replaced) AS cases,
        count(*) FILTER (WHERE replaced) AS replaced
    FROM main.audit_cases
    GROUP BY audit
),
returns AS (
    SELECT
        audit,
        count(*) AS due,
        count(*) FILTER (WHERE state = 'received') AS received,
        count(*) FILTER (WHERE state = 'not involved') AS not_involved,
        count(*) FILTER (WHERE state = 'due') AS missing
    FROM main.returns_due
    GROUP BY audit
),
overall AS (
    SELECT audit, count(*) AS agreed FROM main.overall_grades GROUP BY audit
),
findings AS (
    SELECT
        audit,
        count(*) FILTER (WHERE kind = 'strength') AS strengths,
        count(*) FILTER (WHERE kind = 'concern') AS concerns
    FROM main.findings
    GROUP BY audit
),
nominated AS (
    SELECT audit, count(DISTINCT agency || '/' || person) AS auditors
    FROM main.auditor_nominated
    GROUP BY audit
),
acknowledged AS (
    SELECT audit, count(DISTINCT agency || '/' || person) AS auditors
    FROM main.briefing_acknowledged
    GROUP BY audit
),
comments AS (
    SELECT audit, count(*) AS made FROM main.report_commented GROUP BY audit
),
answers AS (
    SELECT audit, count(DISTINCT number) AS given FROM main.report_comment_answered GROUP BY audit
),
delivered AS (
    SELECT audit, count(DISTINCT case_ref || '/' || agency || '/' || recipient) AS times
    FROM main.feedback_delivered
    GROUP BY audit
),
heard AS (
    SELECT audit, count(DISTINCT case_ref || '/' || agency || '/' || recipient) AS times
    FROM main.feedback_acknowledged
    GROUP BY audit
),
views AS (
    SELECT audit, latest(decided_on, position) AS decided_on
    FROM main.views_decided
    GROUP BY audit
)
SELECT
    audits.audit,
    coalesce(cases.cases, 0) AS cases,
    coalesce(cases.replaced, 0) AS cases_replaced,
    coalesce(returns.due, 0) AS returns_due,
    coalesce(returns.received, 0) AS returns_received,
    coalesce(returns.not_involved, 0) AS returns_not_involved,
    coalesce(returns.missing, 0) AS returns_missing,
    coalesce(overall.agreed, 0) AS overall_grades_agreed,
    coalesce(findings.strengths, 0) AS strengths,
    coalesce(findings.concerns, 0) AS concerns,
    coalesce(nominated.auditors, 0) AS auditors_nominated,
    coalesce(acknowledged.auditors, 0) AS briefings_acknowledged,
    coalesce(comments.made, 0) AS comments,
    coalesce(comments.made, 0) - coalesce(answers.given, 0) AS comments_unanswered,
    coalesce(delivered.times, 0) AS feedback_delivered,
    coalesce(heard.times, 0) AS feedback_acknowledged,
    coalesce(raised.entries, 0) - coalesce(resolved.entries, 0) AS concerns_unresolved,
    views.decided_on AS views_decided_on
FROM main.audits AS audits
LEFT JOIN cases ON cases.audit = audits.audit
LEFT JOIN returns ON returns.audit = audits.audit
LEFT JOIN overall ON overall.audit = audits.audit
LEFT JOIN findings ON findings.audit = audits.audit
LEFT JOIN nominated ON nominated.audit = audits.audit
LEFT JOIN acknowledged ON acknowledged.audit = audits.audit
LEFT JOIN comments ON comments.audit = audits.audit
LEFT JOIN answers ON answers.audit = audits.audit
LEFT JOIN delivered ON delivered.audit = audits.audit
LEFT JOIN heard ON heard.audit = audits.audit
LEFT JOIN main.concern_raised_counts AS raised ON raised.audit = audits.audit
LEFT JOIN main.concern_resolved_counts AS resolved ON resolved.audit = audits.audit
LEFT JOIN views ON views.audit = audits.audit;
