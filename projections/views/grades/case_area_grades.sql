-- grain: audit, case_ref, area
-- One row per audit, case to be audited and area with any grade: the grade that counts, which is
-- the agreed one, otherwise the lower median of the agencies' current grades.
WITH newest AS (
    SELECT audit, case_ref, area, grade
    FROM main.area_grade_agreed
    QUALIFY is_latest(position, (audit, case_ref, area))
),
agreed AS (
    SELECT newest.audit, newest.case_ref, newest.area, scale.rank
    FROM newest
    JOIN main.audit_cases AS cases
        ON cases.audit = newest.audit
        AND cases.case_ref = newest.case_ref
        AND NOT cases.was_replaced
    LEFT JOIN main.areas_found_not_applicable AS found
        ON found.audit = newest.audit
        AND found.case_ref = newest.case_ref
        AND found.area = newest.area
        AND found.agency IS NULL
    JOIN main.audit_plans AS plans ON plans.audit = newest.audit
    JOIN main.scale_grades AS scale
        ON scale.tool = plans.tool
        AND scale.tool_version = plans.tool_version
        AND scale.code = newest.grade
    WHERE found.area IS NULL
),
ranked AS (
    SELECT audit, case_ref, area, list_sort(list(rank)) AS ranks
    FROM main.current_grades
    WHERE rank IS NOT NULL
    GROUP BY audit, case_ref, area
),
medians AS (
    SELECT audit, case_ref, area, ranks[(len(ranks) + 1) // 2] AS rank, len(ranks) AS agency_count
    FROM ranked
),
counting AS (
    SELECT
        coalesce(agreed.audit, medians.audit) AS audit,
        coalesce(agreed.case_ref, medians.case_ref) AS case_ref,
        coalesce(agreed.area, medians.area) AS area,
        coalesce(agreed.rank, medians.rank) AS rank,
        CASE WHEN agreed.rank IS NULL THEN 'lower median' ELSE 'agreed' END AS source,
        coalesce(medians.agency_count, 0) AS agency_count
    FROM agreed
    FULL JOIN medians
        ON medians.audit = agreed.audit
        AND medians.case_ref = agreed.case_ref
        AND medians.area = agreed.area
)
SELECT
    counting.audit,
    counting.case_ref,
    counting.area,
    scale.code AS grade,
    counting.rank,
    scale.is_good,
    counting.source,
    counting.agency_count
FROM counting
JOIN main.audit_plans AS plans ON plans.audit = counting.audit
JOIN main.scale_grades AS scale
    ON scale.tool = plans.tool
    AND scale.tool_version = plans.tool_version
    AND scale.rank = counting.rank;
