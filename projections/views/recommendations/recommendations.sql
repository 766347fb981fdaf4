-- grain: recommendation
-- One row per recommendation: its delivery, its place in the programme, whom it was passed on to,
-- and what SAIG judged. `entered`: where it was entered from a document.
WITH placed AS (
    SELECT recommendation, latest(theme, position) AS theme
    FROM main.placed_in_work_stream
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
    delivery.recommendation,
    delivery.source,
    delivery.audit,
    delivery.review,
    delivery.made_on,
    delivery.text,
    delivery.areas,
    delivery.agencies,
    delivery.bodies,
    coalesce(passed.bodies, CAST([] AS VARCHAR[])) AS passed_on_to,
    coalesce(answered.bodies, CAST([] AS VARCHAR[])) AS answered_by,
    delivery.delivery,
    delivery.considered_on,
    delivery.rejected_reason,
    placed.theme,
    streams.title AS theme_title,
    delivery.merged_into,
    delivery.actions_agreed,
    delivery.actions_closed,
    delivery.actions_dropped,
    delivery.implemented_on,
    delivery.desired_impact,
    delivery.tool,
    delivery.desired_areas,
    delivery.direction,
    delivery.target_of_ten,
    delivery.reaudit_by,
    judged.judgement,
    judged.reason AS judgement_reason,
    judged.assessed_on,
    delivery.closed_on,
    CASE WHEN delivery.from_document THEN 'entered from a document' END AS entered,
    delivery.position
FROM main.recommendation_delivery AS delivery
LEFT JOIN placed ON placed.recommendation = delivery.recommendation
LEFT JOIN main.work_streams AS streams ON streams.theme = placed.theme
LEFT JOIN passed ON passed.recommendation = delivery.recommendation
LEFT JOIN answered ON answered.recommendation = delivery.recommendation
LEFT JOIN judged ON judged.recommendation = delivery.recommendation;
