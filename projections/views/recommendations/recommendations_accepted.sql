-- grain: recommendation
-- One row per recommendation that SAIG accepted, by an entry here or by a document.
SELECT recommendation, considered_on, desired_impact AS desired, position
FROM main.recommendation_accepted
UNION ALL
SELECT recommendation, considered_on, desired, position
FROM main.entered_recommendations
WHERE considered_on IS NOT NULL;
