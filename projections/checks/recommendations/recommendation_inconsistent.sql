-- A recommendation from an unknown audit, merged in a circle or into one that was not accepted,
-- closed with an open action, or with a measure that no version of its tool has.
SELECT made.recommendation, 'from an unknown audit' AS problem, made.audit AS detail
FROM main.recommendations AS made
LEFT JOIN main.audit_plans AS plans ON plans.audit = made.audit
LEFT JOIN main.audit_entered_from_document AS entered ON entered.audit = made.audit
WHERE made.audit IS NOT NULL AND plans.audit IS NULL AND entered.audit IS NULL
UNION ALL
SELECT made.recommendation, 'merged in a circle', made.merged_into
FROM main.recommendations AS made
LEFT JOIN main.merges AS merges ON merges.recommendation = made.recommendation
WHERE merges.recommendation IS NULL
UNION ALL
SELECT made.recommendation, 'merged into one that was not accepted', made.merged_into
FROM main.recommendations AS made
LEFT JOIN main.recommendations AS heir ON heir.recommendation = made.merged_into
WHERE made.merged_into IS NOT NULL AND heir.desired_impact IS NULL
UNION ALL
SELECT made.recommendation, 'closed with an open action', actions.action
FROM main.recommendations AS made
JOIN main.actions AS actions ON actions.recommendation = made.recommendation
WHERE made.delivery = 'closed' AND actions.state NOT IN ('closed', 'dropped')
UNION ALL
SELECT measures.recommendation, 'measure not in its tool', measures.tool || ' ' || measures.area
FROM main.measures AS measures
LEFT JOIN main.tool_areas AS areas
    ON areas.tool = measures.tool AND areas.area = measures.area
WHERE areas.tool IS NULL;
