-- grain: recommendation
-- One row per recommendation that is ended: rejected, merged into another or closed, as recorded
-- last. One whose ending was taken back has no row. `ended_on` is NULL for a merger.
WITH steps AS (
    SELECT
        recommendation, 'rejected' AS how, considered_on AS ended_on, reason,
        NULL AS merged_into, position
    FROM main.recommendation_rejected
    UNION ALL
    SELECT recommendation, 'merged', NULL, reason, merged_into, position
    FROM main.merged_into
    UNION ALL
    SELECT recommendation, 'closed', closed_on, reason, NULL, position
    FROM main.recommendation_closed
    UNION ALL
    SELECT recommendation, NULL, NULL, NULL, NULL, position
    FROM main.recommendation_reopened
),
latest AS (
    SELECT recommendation, how, ended_on, reason, merged_into
    FROM steps
    QUALIFY is_latest(position, recommendation)
)
SELECT recommendation, how, ended_on, reason, merged_into
FROM latest
WHERE how IS NOT NULL;
