-- grain: audit
-- One row per audit: when each of its steps was taken, NULL for a step not taken yet.
WITH briefed AS (
    SELECT audit, max(held_on) AS held_on FROM main.briefing_held GROUP BY audit
),
moderated AS (
    SELECT audit, max(held_on) AS held_on FROM main.moderation_held GROUP BY audit
),
drafted AS (
    SELECT audit, latest(drafted_on, position) AS drafted_on
    FROM main.report_drafted
    GROUP BY audit
),
circulated AS (
    SELECT audit, latest(circulated_on, position) AS circulated_on
    FROM main.report_circulated
    GROUP BY audit
),
agreed AS (
    SELECT audit, latest(agreed_on, position) AS agreed_on
    FROM main.report_agreed
    GROUP BY audit
),
considered AS (
    SELECT audit, latest(considered_on, position) AS considered_on
    FROM main.report_considered
    GROUP BY audit
),
closed AS (
    SELECT audit, max(closed_on) AS closed_on FROM main.audit_closed GROUP BY audit
)
SELECT
    plans.audit,
    briefed.held_on AS briefing_held_on,
    moderated.held_on AS moderation_held_on,
    drafted.drafted_on AS report_drafted_on,
    circulated.circulated_on AS report_circulated_on,
    agreed.agreed_on AS report_agreed_on,
    considered.considered_on AS report_considered_on,
    closed.closed_on
FROM main.audit_plans AS plans
LEFT JOIN briefed ON briefed.audit = plans.audit
LEFT JOIN moderated ON moderated.audit = plans.audit
LEFT JOIN drafted ON drafted.audit = plans.audit
LEFT JOIN circulated ON circulated.audit = plans.audit
LEFT JOIN agreed ON agreed.audit = plans.audit
LEFT JOIN considered ON considered.audit = plans.audit
LEFT JOIN closed ON closed.audit = plans.audit;
