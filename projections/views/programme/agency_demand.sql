-- grain: period, agency, quarter
-- One row per period, agency and quarter: days asked by audits not withdrawn, and the
-- days that the agency can give, as it said last.
WITH asked AS (
    SELECT period, quarter, unnest(demand) AS share
    FROM main.programme_items
    WHERE NOT was_withdrawn
),
demand AS (
    SELECT period, share.agency AS agency, quarter, CAST(sum(share.days) AS BIGINT) AS days
    FROM asked
    GROUP BY period, share.agency, quarter
),
agreed AS (
    SELECT period, unnest(capacity_per_quarter) AS share, position FROM main.programme_agreed
),
declared AS (
    SELECT period, share.agency AS agency, share.days AS days, position FROM agreed
    UNION ALL
    SELECT period, agency, days, position FROM main.capacity_declared
),
capacity AS (
    SELECT period, agency, days FROM declared
    QUALIFY is_latest(position, period, agency)
),
years AS (
    SELECT
        period,
        unnest(range(CAST(period[1:4] AS BIGINT), CAST(period[6:9] AS BIGINT) + 1)) AS year
    FROM main.programme_agreed
),
quarters AS (
    SELECT period, year || '-Q' || number AS quarter
    FROM years
    CROSS JOIN (VALUES (1), (2), (3), (4)) AS numbers (number)
    UNION
    SELECT period, quarter FROM main.programme_items
),
agencies AS (
    SELECT period, agency FROM capacity
    UNION
    SELECT period, agency FROM demand
)
SELECT
    quarters.period,
    agencies.agency,
    quarters.quarter,
    coalesce(demand.days, 0) AS demand_days,
    capacity.days AS capacity_days
FROM quarters
JOIN agencies ON agencies.period = quarters.period
LEFT JOIN demand
    ON demand.period = quarters.period
    AND demand.agency = agencies.agency
    AND demand.quarter = quarters.quarter
LEFT JOIN capacity
    ON capacity.period = quarters.period AND capacity.agency = agencies.agency;
