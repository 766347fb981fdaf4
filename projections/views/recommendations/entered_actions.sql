-- grain: recommendation, action
-- One row per action of a recommendation that was entered from a document, as the document has it.
WITH listed AS (
    SELECT recommendation, unnest(actions) AS said, recorded_at, position
    FROM main.entered_recommendations
)
SELECT
    recommendation,
    listed.said.action AS action,
    listed.said.text AS text,
    listed.said.agency AS agency,
    listed.said.owner AS owner,
    listed.said.due AS due,
    listed.said.implemented_on AS implemented_on,
    listed.said.evidence AS evidence,
    recorded_at,
    position
FROM listed;
