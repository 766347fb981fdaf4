-- grain: recommendation, body, position
-- One row per answer of a body outside the partnership, with when it was passed on to it.
WITH sent AS (
    SELECT recommendation, body, latest(passed_on, position) AS passed_on
    FROM main.recommendation_passed_on
    GROUP BY recommendation, body
)
SELECT
    answers.recommendation,
    answers.body,
    sent.passed_on,
    answers.answered_on,
    answers.answer,
    answers.position
FROM main.recommendation_answered AS answers
LEFT JOIN sent
    ON sent.recommendation = answers.recommendation AND sent.body = answers.body;
