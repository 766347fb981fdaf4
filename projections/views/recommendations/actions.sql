-- grain: recommendation, action
-- One row per recommendation and action: due after reschedules, state, and what it was closed with.
-- An action still open when its recommendation was merged is `merged`: the work goes on there.
-- One that is `dropped` was not done.
WITH agreed AS (
    SELECT recommendation, action, text, called, agency, owner, due, recorded_at, position
    FROM main.action_agreed
    UNION ALL
    SELECT recommendation, action, text, NULL, agency, owner, due, recorded_at, position
    FROM main.entered_actions
),
handed AS (
    SELECT
        recommendation, action,
        latest(to_owner, position) AS owner,
        latest(agency, position) AS agency
    FROM main.action_handed_over
    GROUP BY recommendation, action
),
moved AS (
    SELECT recommendation, action, latest(to_due, position) AS due, count(*) AS times
    FROM main.action_rescheduled
    GROUP BY recommendation, action
),
steps AS (
    SELECT
        recommendation, action, 'in progress' AS state,
        NULL AS implemented_on, NULL AS evidence, NULL AS dropped_reason, recorded_at, position
    FROM main.action_progressed
    UNION ALL
    SELECT
        recommendation, action, 'closed',
        implemented_on, evidence, NULL, recorded_at, position
    FROM main.action_closed
    UNION ALL
    SELECT
        recommendation, action, 'closed',
        implemented_on, evidence, NULL, recorded_at, position
    FROM main.entered_actions
    WHERE implemented_on IS NOT NULL
    UNION ALL
    SELECT
        recommendation, action, 'dropped',
        NULL, NULL, reason, recorded_at, position
    FROM main.action_dropped
    UNION ALL
    SELECT
        recommendation, action, 'in progress',
        NULL, NULL, NULL, recorded_at, position
    FROM main.action_reopened
),
latest AS (
    SELECT
        recommendation, action, state, implemented_on, evidence, dropped_reason, recorded_at
    FROM steps
    QUALIFY is_latest(position, recommendation, action)
),
reopened AS (
    SELECT recommendation, action, count(*) AS times
    FROM main.action_reopened
    GROUP BY recommendation, action
)
SELECT
    agreed.recommendation,
    agreed.action,
    agreed.text,
    agreed.called,
    coalesce(handed.agency, agreed.agency) AS agency,
    coalesce(handed.owner, agreed.owner) AS owner,
    agreed.due AS first_due,
    coalesce(moved.due, agreed.due) AS due,
    CASE
        WHEN latest.state IN ('closed', 'dropped') THEN latest.state
        WHEN endings.merged_into IS NOT NULL THEN 'merged'
        ELSE coalesce(latest.state, 'open')
    END AS state,
    CASE WHEN latest.state = 'closed' THEN latest.recorded_at END AS closed_at,
    latest.implemented_on,
    latest.evidence,
    latest.dropped_reason,
    coalesce(reopened.times, 0) AS times_reopened,
    coalesce(moved.times, 0) AS times_rescheduled,
    agreed.recorded_at AS agreed_at,
    agreed.position
FROM agreed
LEFT JOIN handed
    ON handed.recommendation = agreed.recommendation AND handed.action = agreed.action
LEFT JOIN moved
    ON moved.recommendation = agreed.recommendation AND moved.action = agreed.action
LEFT JOIN latest
    ON latest.recommendation = agreed.recommendation AND latest.action = agreed.action
LEFT JOIN reopened
    ON reopened.recommendation = agreed.recommendation AND reopened.action = agreed.action
LEFT JOIN main.recommendation_endings AS endings
    ON endings.recommendation = agreed.recommendation;
