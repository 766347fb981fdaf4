-- grain: audit, agency
-- One row per audit and agency of its plan: returns received, and how many were passed on to whom.
WITH agencies AS (
    SELECT audit, unnest(agencies) AS agency FROM main.audit_plans
),
returns AS (
    SELECT audit, agency, count(*) AS received
    FROM main.returns_standing
    WHERE state = 'received'
    GROUP BY audit, agency
),
counted AS (
    SELECT
        audit,
        agency,
        count(*) FILTER (
            WHERE recipient = 'practitioner' AND step = 'delivered'
        ) AS practitioner_delivered,
        count(*) FILTER (
            WHERE recipient = 'practitioner' AND step = 'acknowledged'
        ) AS practitioner_acknowledged,
        count(*) FILTER (
            WHERE recipient = 'manager' AND step = 'delivered'
        ) AS manager_delivered,
        count(*) FILTER (
            WHERE recipient = 'manager' AND step = 'acknowledged'
        ) AS manager_acknowledged
    FROM main.feedback_standing
    GROUP BY audit, agency
)
SELECT
    agencies.audit,
    agencies.agency,
    coalesce(returns.received, 0) AS returns,
    coalesce(counted.practitioner_delivered, 0) AS practitioner_delivered,
    coalesce(counted.practitioner_acknowledged, 0) AS practitioner_acknowledged,
    coalesce(counted.manager_delivered, 0) AS manager_delivered,
    coalesce(counted.manager_acknowledged, 0) AS manager_acknowledged
FROM agencies
LEFT JOIN returns ON returns.audit = agencies.audit AND returns.agency = agencies.agency
LEFT JOIN counted ON counted.audit = agencies.audit AND counted.agency = agencies.agency;
