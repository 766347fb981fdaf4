-- grain: audit, case_ref, area
-- One row per audit, case to be audited and area with any grade: what moderation agreed for it, and
-- each agency's grade as it stands and as it stood before moderation; ranks, 1 the worst.
WITH newest AS (
    SELECT audit, case_ref, area, grade
    FROM main.area_grade_agreed
    QUALIFY is_latest(position, audit, case_ref, area)
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
given AS (
    SELECT
        audit,
        case_ref,
        area,
        list(agency ORDER BY agency) AS agencies,
        list(rank ORDER BY agency) AS ranks,
        list(coalesce(rank_before, rank) ORDER BY agency) AS ranks_before,
        bool_or(was_moderated) AS was_moderated
    FROM main.current_grades
    WHERE rank IS NOT NULL
    GROUP BY audit, case_ref, area
)
SELECT
    coalesce(agreed.audit, given.audit) AS audit,
    coalesce(agreed.case_ref, given.case_ref) AS case_ref,
    coalesce(agreed.area, given.area) AS area,
    agreed.rank AS agreed_rank,
    coalesce(given.agencies, CAST([] AS VARCHAR[])) AS agencies,
    coalesce(given.ranks, CAST([] AS BIGINT[])) AS ranks,
    coalesce(given.ranks_before, CAST([] AS BIGINT[])) AS ranks_before,
    agreed.rank IS NOT NULL OR given.was_moderated AS was_moderated
FROM agreed
FULL JOIN given
    ON given.audit = agreed.audit
    AND given.case_ref = agreed.case_ref
    AND given.area = agreed.area;
