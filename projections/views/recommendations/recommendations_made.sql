-- grain: recommendation
-- One row per recommendation, made here or entered from a document.
SELECT
    recommendation, source, audit, review, made_on, text, areas, agencies,
    coalesce(bodies, CAST([] AS VARCHAR[])) AS bodies,
    false AS from_document,
    position
FROM main.recommendation_made
UNION ALL
SELECT
    recommendation, 'audit', audit, NULL, made_on, text, areas, agencies,
    CAST([] AS VARCHAR[]),
    true,
    position
FROM main.entered_recommendations;
