-- grain: recommendation
-- One row per recommendation: how far its delivery has come, what impact it is to have, and what
-- SAIG judged. `implemented_on` only once all its actions are closed, those dropped aside.
-- `entered`: where it was entered from a document.
WITH accepted AS (
    SELECT recommendation, considered_on, desired FROM main.recommendations_accepted
),
placed AS (
    SELECT recommendation, latest(theme, position) AS theme
    FROM main.placed_in_work_stream
    GROUP BY recommendation
),
actions AS (
    SELECT
        recommendation,
        count(*) AS agreed,
        count(*) FILTER (WHERE state = 'closed') AS closed,
        count(*) FILTER (WHERE state = 'dropped') AS dropped,
        bool_or(state NOT IN ('open', 'dropped')) AS begun,
        max(implemented_on) AS implemented_on
    FROM main.actions
    GROUP BY recommendation
),
passed AS (
    SELECT recommendation, list_sort(list(DISTINCT body)) AS bodies
    FROM main.recommendation_passed_on
    GROUP BY recommendation
),
answered AS (
    SELECT recommendation, list_sort(list(DISTINCT body)) AS bodies
    FROM main.recommendation_answered
    GROUP BY recommendation
),
judged AS (
    SELECT recommendation, judgement, reason, assessed_on
    FROM main.impact_assessed
    QUALIFY is_latest(position, recommendation)
)
SELECT
    made.recommendation,
    made.source,
    made.audit,
    made.review,
    made.made_on,
    made.text,
    made.areas,
    made.agencies,
    made.bodies,
    coalesce(passed.bodies, CAST([] AS VARCHAR[])) AS passed_on_to,
    coalesce(answered.bodies, CAST([] AS VARCHAR[])) AS answered_by,
    CASE
        WHEN endings.how IS NOT NULL THEN endings.how
        WHEN actions.begun THEN 'in progress'
        WHEN actions.agreed > actions.dropped THEN 'actions agreed'
        WHEN accepted.recommendation IS NOT NULL THEN 'accepted'
        ELSE 'made'
    END AS delivery,
    coalesce(
        accepted.considered_on, CASE endings.how WHEN 'rejected' THEN endings.ended_on END
    ) AS considered_on,
    CASE endings.how WHEN 'rejected' THEN endings.reason END AS rejected_reason,
    placed.theme,
    streams.title AS theme_title,
    endings.merged_into,
    coalesce(actions.agreed, 0) AS actions_agreed,
    coalesce(actions.closed, 0) AS actions_closed,
    coalesce(actions.dropped, 0) AS actions_dropped,
    CASE
        WHEN actions.closed + actions.dropped = actions.agreed THEN actions.implemented_on
    END AS implemented_on,
    accepted.desired.text AS desired_impact,
    accepted.desired.tool AS tool,
    accepted.desired.areas AS desired_areas,
    accepted.desired.direction AS direction,
    accepted.desired.target_of_ten AS target_of_ten,
    accepted.desired.reaudit_by AS reaudit_by,
    judged.judgement,
    judged.reason AS judgement_reason,
    judged.assessed_on,
    CASE endings.how WHEN 'closed' THEN endings.ended_on END AS closed_on,
    CASE WHEN made.from_document THEN 'entered from a document' END AS entered,
    made.position
FROM main.recommendations_made AS made
LEFT JOIN accepted ON accepted.recommendation = made.recommendation
LEFT JOIN main.recommendation_endings AS endings
    ON endings.recommendation = made.recommendation
LEFT JOIN placed ON placed.recommendation = made.recommendation
LEFT JOIN main.work_streams AS streams ON streams.theme = placed.theme
LEFT JOIN actions ON actions.recommendation = made.recommendation
LEFT JOIN passed ON passed.recommendation = made.recommendation
LEFT JOIN answered ON answered.recommendation = made.recommendation
LEFT JOIN judged ON judged.recommendation = made.recommendation;
