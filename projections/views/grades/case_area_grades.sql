-- grain: audit, case_ref, area
-- One row per audit, case to be audited and area with any grade: the grade that counts, which is
-- the agreed one, otherwise the lower median of the agencies' current grades.
WITH agreed AS (
    SELECT history.audit, history.case_ref, history.area, scale.rank
    FROM main.grade_history AS history
    JOIN main.audit_cases AS cases
        ON cases.audit = history.audit
        AND cases.case_ref = history.case_ref
        AND NOT cases.replaced
    JOIN main.audit_plans AS plans ON plans.audit = history.audit
    JOIN main.scale_grades AS scale
        ON scale.tool = plans.tool
        AND scale.tool_version = plans.tool_version
        AND scale.code = history.to_grade
    WHERE history.kind = 'area agreed' AND history.superseded_by IS NULL
),
ranked AS (
    SELECT audit, case_ref, area, list_sort(list(rank)) AS ranks
    FROM main.current_grades
    WHERE rank IS NOT NULL
    GROUP BY audit, case_ref, area
),
medians AS (
    SELECT audit, case_ref, area, ranks[(len(ranks) + 1) // 2] AS rank, len(ranks) AS agencies
    FROM ranked
),
counting AS (
    SELECT
        coalesce(agreed.audit, medians.audit) AS audit,
        coalesce(agreed.case_ref, medians.case_ref) AS case_ref,
        coalesce(agreed.area, medians.area) AS area,
        coalesce(agreed.rank, medians.rank) AS rank,
        CASE WHEN agreed.rank IS NULL THEN 'lower median' ELSE 'agreed' END AS source,
        coalesce(medians.agencies, 0) AS agencies
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
    scale.good,
    counting.source,
    counting.agencies
FROM counting
JOIN main.audit_plans AS plans ON plans.audit = counting.audit
JOIN main.scale_grades AS scale
    ON scale.tool = plans.tool
    AND scale.tool_version = plans.tool_version
    AND scale.rank = counting.rank;
