-- grain: period
-- One row per programme period: what was agreed and when it was last reviewed.
WITH reviews AS (
    SELECT period, max(reviewed_on) AS reviewed_on, count(*) AS reviews
    FROM main.programme_reviewed
    GROUP BY period
)
SELECT
    agreed.period,
    agreed.agreed_on,
    agreed.priorities,
    reviews.reviewed_on,
    coalesce(reviews.reviews, 0) AS reviews
FROM main.programme_agreed AS agreed
LEFT JOIN reviews ON reviews.period = agreed.period;
