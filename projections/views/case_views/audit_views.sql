-- grain: audit
-- One row per audit: whether and how views of children and families are sought, and what came.
WITH decisions AS (
    SELECT audit, decided_on, methods, by_whom, reason
    FROM main.views_decided
    QUALIFY is_latest(position, audit)
),
cases AS (
    SELECT
        audit,
        count(*) AS cases,
        count(*) FILTER (WHERE state = 'heard') AS heard,
        count(*) FILTER (WHERE state = 'asked') AS asked,
        count(*) FILTER (WHERE state = 'not sought') AS not_sought,
        count(*) FILTER (WHERE state = 'nothing recorded') AS silent
    FROM main.case_views
    GROUP BY audit
),
groups AS (
    SELECT audit, count(*) AS entries, CAST(sum(respondents) AS BIGINT) AS respondents
    FROM main.group_views
    GROUP BY audit
)
SELECT
    plans.audit,
    decisions.decided_on,
    len(decisions.methods) > 0 AS is_sought,
    coalesce(decisions.methods, CAST([] AS VARCHAR[])) AS methods,
    decisions.by_whom,
    decisions.reason,
    coalesce(cases.cases, 0) AS cases,
    coalesce(cases.heard, 0) AS cases_heard,
    coalesce(cases.asked, 0) AS cases_asked,
    coalesce(cases.not_sought, 0) AS cases_not_sought,
    coalesce(cases.silent, 0) AS cases_silent,
    coalesce(groups.entries, 0) AS group_views,
    coalesce(groups.respondents, 0) AS respondents
FROM main.audit_plans AS plans
LEFT JOIN decisions ON decisions.audit = plans.audit
LEFT JOIN cases ON cases.audit = plans.audit
LEFT JOIN groups ON groups.audit = plans.audit;
