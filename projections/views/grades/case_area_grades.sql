-- grain: audit, case_ref, area
-- One row per audit, case to be audited and area with any grade: the grade that counts, which is
-- the agreed one, otherwise the mid-point of the two middle grades. `level` counts half steps from
-- 1, the worst grade; good only if both middle grades are; `worst_agencies` gave the worst grade.
WITH ordered AS (
    SELECT
        audit,
        case_ref,
        area,
        agreed_rank,
        list_sort(ranks) AS ranks,
        len(ranks) AS agency_count,
        len(list_filter(ranks, lambda rank: rank = 1)) AS worst_agencies
    FROM main.case_grades
),
counting AS (
    SELECT
        audit,
        case_ref,
        area,
        coalesce(agreed_rank, ranks[(agency_count + 1) // 2]) AS low,
        coalesce(agreed_rank, ranks[agency_count // 2 + 1]) AS high,
        CASE WHEN agreed_rank IS NULL THEN 'mid-point' ELSE 'agreed' END AS source,
        agency_count,
        worst_agencies,
        worst_agencies > 0 OR coalesce(agreed_rank = 1, false) AS is_worst_of_any
    FROM ordered
)
SELECT
    counting.audit,
    counting.case_ref,
    counting.area,
    counting.low + counting.high - 1 AS level,
    low.code AS low_grade,
    high.code AS high_grade,
    low.is_good,
    counting.source,
    counting.agency_count,
    counting.worst_agencies,
    counting.is_worst_of_any
FROM counting
JOIN main.audit_plans AS plans ON plans.audit = counting.audit
JOIN main.tool_areas AS areas
    ON areas.tool = plans.tool
    AND areas.tool_version = plans.tool_version
    AND areas.area = counting.area
JOIN main.scale_grades AS low
    ON low.tool = plans.tool
    AND low.tool_version = plans.tool_version
    AND low.scale = areas.scale
    AND low.rank = counting.low
JOIN main.scale_grades AS high
    ON high.tool = plans.tool
    AND high.tool_version = plans.tool_version
    AND high.scale = areas.scale
    AND high.rank = counting.high;
