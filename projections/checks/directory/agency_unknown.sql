-- An agency in a plan, a programme, a recommendation or an action that never joined; a body
-- outside that was never named.
WITH named AS (
    SELECT 'plan ' || audit AS place, unnest(agencies) AS agency FROM main.audit_plans
    UNION ALL
    SELECT 'programme ' || period, agency FROM main.agency_demand
    UNION ALL
    SELECT 'recommendation ' || recommendation, unnest(agencies) FROM main.recommendations
    UNION ALL
    SELECT 'action ' || action, agency FROM main.actions
)
SELECT DISTINCT named.place, named.agency
FROM named
LEFT JOIN main.agencies AS agencies ON agencies.agency = named.agency
WHERE agencies.agency IS NULL
UNION ALL
SELECT DISTINCT 'recommendation ' || addressed.recommendation, addressed.body
FROM (
    SELECT recommendation, unnest(bodies) AS body FROM main.recommendations
) AS addressed
LEFT JOIN main.bodies AS bodies ON bodies.body = addressed.body
WHERE bodies.body IS NULL;
