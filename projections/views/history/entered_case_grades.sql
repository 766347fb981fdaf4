-- grain: audit, case_ref, area
-- One row per case and area of an audit that was entered from a document: as `case_grades` has
-- those that were graded here.
WITH agreements AS (
    SELECT audit, case_ref, unnest(agreed) AS said FROM main.entered_cases
),
agreed AS (
    SELECT agreements.audit, agreements.case_ref, agreements.said.area AS area, scale.rank
    FROM agreements
    JOIN main.entered_audits AS audits ON audits.audit = agreements.audit
    JOIN main.scale_grades AS scale
        ON scale.tool = audits.tool
        AND scale.tool_version = audits.tool_version
        AND scale.code = agreements.said.grade
),
given AS (
    SELECT
        audit,
        case_ref,
        area,
        list(agency ORDER BY agency) AS agencies,
        list(rank ORDER BY agency) AS ranks,
        list(rank_before ORDER BY agency) AS ranks_before,
        bool_or(was_moderated) AS was_moderated
    FROM main.entered_grades
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
