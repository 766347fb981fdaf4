-- grain: audit
-- One row per audit: when each of its steps was taken, NULL for a step not taken yet.
WITH steps AS (
    SELECT audit, 'briefing' AS step, held_on AS taken_on, position FROM main.briefing_held
    UNION ALL
    SELECT audit, 'moderation', held_on, position FROM main.moderation_held
    UNION ALL
    SELECT audit, 'draft', drafted_on, position FROM main.report_drafted
    UNION ALL
    SELECT audit, 'circulation', circulated_on, position FROM main.report_circulated
    UNION ALL
    SELECT audit, 'agreement', agreed_on, position FROM main.report_agreed
    UNION ALL
    SELECT audit, 'consideration', considered_on, position FROM main.report_considered
    UNION ALL
    SELECT audit, 'closing', closed_on, position FROM main.audit_closed
    UNION ALL
    SELECT audit, 'abandonment', abandoned_on, position FROM main.audit_abandoned
    UNION ALL
    SELECT audit, unnest(['abandonment', 'closing']), NULL, position FROM main.audit_resumed
),
reasons AS (
    SELECT audit, latest(reason, position) AS abandoned_reason
    FROM main.audit_abandoned
    GROUP BY audit
),
taken AS (
    SELECT
        audit,
        latest(CASE step WHEN 'briefing' THEN taken_on END, position) AS briefing_held_on,
        latest(CASE step WHEN 'moderation' THEN taken_on END, position) AS moderation_held_on,
        latest(CASE step WHEN 'draft' THEN taken_on END, position) AS report_drafted_on,
        latest(CASE step WHEN 'circulation' THEN taken_on END, position) AS report_circulated_on,
        latest(CASE step WHEN 'agreement' THEN taken_on END, position) AS report_agreed_on,
        latest(CASE step WHEN 'consideration' THEN taken_on END, position) AS report_considered_on,
        arg_max_null(taken_on, position) FILTER (WHERE step = 'closing') AS closed_on,
        arg_max_null(taken_on, position) FILTER (WHERE step = 'abandonment') AS abandoned_on
    FROM steps
    GROUP BY audit
)
SELECT
    plans.audit,
    taken.briefing_held_on,
    taken.moderation_held_on,
    taken.report_drafted_on,
    taken.report_circulated_on,
    taken.report_agreed_on,
    taken.report_considered_on,
    taken.closed_on,
    taken.abandoned_on,
    CASE WHEN taken.abandoned_on IS NOT NULL THEN reasons.abandoned_reason END AS abandoned_reason
FROM main.audit_plans AS plans
LEFT JOIN taken ON taken.audit = plans.audit
LEFT JOIN reasons ON reasons.audit = plans.audit;
