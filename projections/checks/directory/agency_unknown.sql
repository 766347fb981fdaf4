-- An agency in a plan, a programme, a recommendation or an action that never joined.
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
WHERE agencies.agency IS NULL;
