-- grain: audit
-- One row per audit: counts of cases, returns, grades, findings, comments, feedback, concerns.
WITH countable AS (
    SELECT
        audit,
        CASE WHEN was_replaced THEN 'case replaced' ELSE 'case' END AS kind,
        case_ref AS counted
    FROM main.audit_cases
    UNION ALL
    SELECT audit, 'case without a successor', case_ref
    FROM main.audit_cases
    WHERE was_replaced AND replaced_by IS NULL
    UNION ALL
    SELECT audit, 'case not gradable', case_ref
    FROM main.audit_cases
    WHERE not_gradable_position IS NOT NULL
    UNION ALL
    SELECT audit, 'area not applicable', case_ref || '/' || area
    FROM main.areas_found_not_applicable
    WHERE agency IS NULL
    UNION ALL
    SELECT audit, 'return ' || state, case_ref || '/' || agency FROM main.returns_standing
    UNION ALL
    SELECT audit, 'overall grade', case_ref FROM main.overall_grades_agreed
    UNION ALL
    SELECT audit, kind, finding FROM main.findings
    UNION ALL
    SELECT audit, 'auditor', agency || '/' || person FROM main.auditor_nominated
    UNION ALL
    SELECT audit, 'auditor briefed', agency || '/' || person FROM main.briefing_acknowledged
    UNION ALL
    SELECT audit, 'comment', CAST(number AS VARCHAR) FROM main.report_commented
    UNION ALL
    SELECT audit, 'answer', CAST(number AS VARCHAR) FROM main.report_comment_answered
    UNION ALL
    SELECT audit, 'feedback', case_ref || '/' || agency || '/' || recipient
    FROM main.feedback_standing
    WHERE step = 'delivered'
    UNION ALL
    SELECT audit, 'feedback heard', case_ref || '/' || agency || '/' || recipient
    FROM main.feedback_standing
    WHERE step = 'acknowledged'
),
distinct_ones AS (
    SELECT DISTINCT audit, kind, counted FROM countable
),
counts AS (
    SELECT
        audit,
        count(*) FILTER (WHERE kind = 'case') AS cases,
        count(*) FILTER (WHERE kind = 'case replaced') AS cases_replaced,
        count(*) FILTER (WHERE kind = 'case without a successor') AS cases_without_a_successor,
        count(*) FILTER (WHERE kind = 'case not gradable') AS cases_not_gradable,
        count(*) FILTER (WHERE kind = 'area not applicable') AS areas_found_not_applicable,
        count(*) FILTER (
            WHERE kind LIKE 'return %'
                AND kind NOT IN ('return not gradable', 'return agency left')
        ) AS returns_due,
        count(*) FILTER (WHERE kind = 'return received') AS returns_received,
        count(*) FILTER (WHERE kind = 'return not involved') AS returns_not_involved,
        count(*) FILTER (WHERE kind = 'return due') AS returns_missing,
        count(*) FILTER (WHERE kind = 'overall grade') AS overall_grades_agreed,
        count(*) FILTER (WHERE kind = 'strength') AS strengths_found,
        count(*) FILTER (WHERE kind = 'concern') AS concerns_found,
        count(*) FILTER (WHERE kind = 'auditor') AS auditors_nominated,
        count(*) FILTER (WHERE kind = 'auditor briefed') AS briefings_acknowledged,
        count(*) FILTER (WHERE kind = 'comment') AS comments,
        count(*) FILTER (WHERE kind = 'answer') AS answers,
        count(*) FILTER (WHERE kind = 'feedback') AS feedback_delivered,
        count(*) FILTER (WHERE kind = 'feedback heard') AS feedback_acknowledged
    FROM distinct_ones
    GROUP BY audit
),
views AS (
    SELECT audit, latest(decided_on, position) AS decided_on
    FROM main.views_decided
    GROUP BY audit
)
SELECT
    plans.audit,
    coalesce(counts.cases, 0) AS cases,
    coalesce(counts.cases_replaced, 0) AS cases_replaced,
    coalesce(counts.cases_without_a_successor, 0) AS cases_without_a_successor,
    coalesce(counts.cases_not_gradable, 0) AS cases_not_gradable,
    coalesce(counts.areas_found_not_applicable, 0) AS areas_found_not_applicable,
    coalesce(counts.returns_due, 0) AS returns_due,
    coalesce(counts.returns_received, 0) AS returns_received,
    coalesce(counts.returns_not_involved, 0) AS returns_not_involved,
    coalesce(counts.returns_missing, 0) AS returns_missing,
    coalesce(counts.overall_grades_agreed, 0) AS overall_grades_agreed,
    coalesce(counts.strengths_found, 0) AS strengths_found,
    coalesce(counts.concerns_found, 0) AS concerns_found,
    coalesce(counts.auditors_nominated, 0) AS auditors_nominated,
    coalesce(counts.briefings_acknowledged, 0) AS briefings_acknowledged,
    coalesce(counts.comments, 0) AS comments,
    coalesce(counts.comments - counts.answers, 0) AS comments_unanswered,
    coalesce(counts.feedback_delivered, 0) AS feedback_delivered,
    coalesce(counts.feedback_acknowledged, 0) AS feedback_acknowledged,
    coalesce(raised.entries, 0) - coalesce(resolved.entries, 0) AS concerns_unresolved,
    views.decided_on AS views_decided_on
FROM main.audit_plans AS plans
LEFT JOIN counts ON counts.audit = plans.audit
LEFT JOIN main.concern_raised_counts AS raised ON raised.audit = plans.audit
LEFT JOIN main.concern_resolved_counts AS resolved ON resolved.audit = plans.audit
LEFT JOIN views ON views.audit = plans.audit;
