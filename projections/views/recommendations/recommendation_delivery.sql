-- grain: recommendation
-- One row per recommendation: how far its delivery has come, and what impact it is to have.
-- `implemented_on` only once all its actions are closed, those dropped aside.
WITH actions AS (
    SELECT
        recommendation,
        count(*) AS agreed,
        count(*) FILTER (WHERE state = 'closed') AS closed,
        count(*) FILTER (WHERE state = 'dropped') AS dropped,
        bool_or(state NOT IN ('open', 'dropped')) AS begun,
        max(implemented_on) AS implemented_on
    FROM main.actions
    GROUP BY recommendation
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
    CASE endings.how WHEN 'closed' THEN endings.ended_on END AS closed_on,
    made.from_document,
    made.position
FROM main.recommendations_made AS made
LEFT JOIN main.recommendations_accepted AS accepted
    ON accepted.recommendation = made.recommendation
LEFT JOIN main.recommendation_endings AS endings
    ON endings.recommendation = made.recommendation
LEFT JOIN actions ON actions.recommendation = made.recommendation;
