-- An entry about a recommendation that was not made or not accepted, or an action never agreed.
WITH entries AS (
    SELECT recommendation, NULL AS action, position FROM main.placed_in_work_stream
    UNION ALL SELECT recommendation, NULL, position FROM main.merged_into
    UNION ALL SELECT recommendation, NULL, position FROM main.recommendation_closed
    UNION ALL SELECT recommendation, NULL, position FROM main.impact_assessed
    UNION ALL SELECT recommendation, NULL, position FROM main.action_agreed
    UNION ALL SELECT recommendation, action, position FROM main.action_progressed
    UNION ALL SELECT recommendation, action, position FROM main.action_rescheduled
    UNION ALL SELECT recommendation, action, position FROM main.action_closed
    UNION ALL SELECT recommendation, action, position FROM main.action_reopened
    UNION ALL SELECT recommendation, action, position FROM main.action_dropped
    UNION ALL SELECT recommendation, action, position FROM main.action_handed_over
    UNION ALL SELECT recommendation, NULL, position FROM main.recommendation_passed_on
    UNION ALL SELECT recommendation, NULL, position FROM main.recommendation_answered
),
considered AS (
    SELECT recommendation, position FROM main.recommendation_accepted
    UNION ALL SELECT recommendation, position FROM main.recommendation_rejected
)
SELECT entries.position, entries.recommendation, entries.action, 'not accepted' AS problem
FROM entries
LEFT JOIN main.recommendations_accepted AS accepted
    ON accepted.recommendation = entries.recommendation AND accepted.position < entries.position
WHERE accepted.recommendation IS NULL
UNION ALL
SELECT entries.position, entries.recommendation, entries.action, 'action never agreed'
FROM entries
LEFT JOIN main.actions AS agreed
    ON agreed.recommendation = entries.recommendation
    AND agreed.action = entries.action
    AND agreed.position < entries.position
WHERE entries.action IS NOT NULL AND agreed.recommendation IS NULL
UNION ALL
SELECT considered.position, considered.recommendation, NULL, 'never made'
FROM considered
LEFT JOIN main.recommendations_made AS made
    ON made.recommendation = considered.recommendation AND made.position < considered.position
WHERE made.recommendation IS NULL;
