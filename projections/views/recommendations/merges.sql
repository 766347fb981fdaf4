-- grain: recommendation
-- One row per recommendation: the one under which its work goes on in the end, itself if it was
-- not merged. A circle of merges has no end, so its members have no row.
WITH RECURSIVE steps AS (
    SELECT recommendation, merged_into
    FROM main.recommendation_endings
    WHERE merged_into IS NOT NULL
),
walk AS (
    SELECT recommendation, recommendation AS reached FROM main.recommendations_made
    UNION
    SELECT walk.recommendation, steps.merged_into
    FROM walk
    JOIN steps ON steps.recommendation = walk.reached
)
SELECT walk.recommendation, walk.reached AS carried_by
FROM walk
LEFT JOIN steps ON steps.recommendation = walk.reached
WHERE steps.recommendation IS NULL;
