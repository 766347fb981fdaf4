-- grain: position
-- One row per entry of what a group said that was not taken back: a questionnaire, or the Young
-- People's Board. `number` counts them by audit as they were recorded.
WITH numbered AS (
    SELECT
        audit, method, heard_on, respondents, position,
        row_number() OVER (PARTITION BY audit ORDER BY position) AS number
    FROM main.group_views_recorded
)
SELECT
    numbered.audit, numbered.number, numbered.method, numbered.heard_on, numbered.respondents,
    numbered.position
FROM numbered
ANTI JOIN main.group_views_withdrawn AS gone
    ON gone.audit = numbered.audit AND gone.number = numbered.number;
