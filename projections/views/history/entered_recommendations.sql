-- grain: recommendation
-- One row per recommendation that was entered from a document and is not taken back.
WITH withdrawn AS (
    SELECT recommendation, max(position) AS position
    FROM main.entered_recommendation_withdrawn
    GROUP BY recommendation
)
SELECT
    entered.recommendation,
    entered.audit,
    entered.made_on,
    entered.text,
    entered.areas,
    entered.agencies,
    entered.considered_on,
    entered.desired_impact AS desired,
    entered.actions,
    entered.recorded_at,
    entered.position
FROM main.recommendation_entered_from_document AS entered
LEFT JOIN withdrawn ON withdrawn.recommendation = entered.recommendation
WHERE entered.position > coalesce(withdrawn.position, 0)
QUALIFY is_latest(entered.position, entered.recommendation);
