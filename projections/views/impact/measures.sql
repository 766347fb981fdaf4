-- grain: recommendation, area
-- One row per accepted recommendation and area it is to change, at the scope of one agency where it
-- names only one. A merged one's measures go on under `carried_by`; its actions are those of all
-- that it carries. `in_place`: the day of each action closed; `implemented_on`: the latest of them,
-- once none is open.
WITH wanted AS (
    SELECT recommendation, unnest(list_distinct(desired_areas)) AS area
    FROM main.recommendation_delivery
    WHERE desired_impact IS NOT NULL
),
carried AS (
    SELECT
        merges.carried_by,
        list(actions.implemented_on ORDER BY actions.implemented_on)
            FILTER (WHERE actions.implemented_on IS NOT NULL) AS in_place,
        max(actions.implemented_on) AS implemented_on
    FROM main.merges AS merges
    JOIN main.actions AS actions ON actions.recommendation = merges.recommendation
    GROUP BY merges.carried_by
)
SELECT
    origin.recommendation,
    carrier.recommendation AS carried_by,
    origin.tool,
    wanted.area,
    CASE WHEN len(list_distinct(origin.agencies)) = 1 THEN origin.agencies[1] END AS agency,
    origin.audit,
    origin.desired_impact,
    origin.direction,
    origin.target_of_ten,
    origin.reaudit_by,
    origin.made_on,
    carrier.delivery,
    carrier.closed_on,
    coalesce(carried.in_place, CAST([] AS DATE[])) AS in_place,
    CASE WHEN carrier.implemented_on IS NOT NULL THEN carried.implemented_on END AS implemented_on
FROM wanted
JOIN main.recommendation_delivery AS origin ON origin.recommendation = wanted.recommendation
JOIN main.merges AS merges ON merges.recommendation = origin.recommendation
JOIN main.recommendation_delivery AS carrier ON carrier.recommendation = merges.carried_by
LEFT JOIN carried ON carried.carried_by = carrier.recommendation
WHERE carrier.desired_impact IS NOT NULL;
