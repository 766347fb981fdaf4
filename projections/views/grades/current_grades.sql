-- grain: audit, case_ref, agency, area
-- One row per audit, case, agency and area graded in a standing return: the auditor's own grade and
-- the grade after revision and moderation. `rank` 1 is the worst, NULL outside the scale and where
-- moderation found that the area does not apply: such a grade is shown and not counted.
-- `rank_before` is of the grade as it stood before moderation.
WITH standing AS (
    SELECT
        audit,
        case_ref,
        agency,
        area,
        latest(CASE kind WHEN 'given' THEN to_grade END, position) AS given_grade,
        latest(CASE WHEN superseded_by IS NULL THEN to_grade END, position) AS grade,
        latest(CASE WHEN kind <> 'moderated' THEN to_grade END, position) AS grade_before,
        bool_or(superseded_by IS NULL AND kind = 'moderated') AS was_moderated,
        max(CASE WHEN superseded_by IS NULL THEN position END) AS position
    FROM main.own_grade_history
    GROUP BY audit, case_ref, agency, area
),
not_applicable AS (
    SELECT DISTINCT standing.audit, standing.case_ref, standing.agency, standing.area
    FROM standing
    JOIN main.areas_found_not_applicable AS found
        ON found.audit = standing.audit
        AND found.case_ref = standing.case_ref
        AND found.area = standing.area
        AND coalesce(found.agency, standing.agency) = standing.agency
)
SELECT
    standing.audit,
    standing.case_ref,
    standing.agency,
    standing.area,
    standing.given_grade,
    standing.grade,
    CASE WHEN found.area IS NULL THEN scale.rank END AS rank,
    CASE WHEN found.area IS NULL THEN scale.is_good END AS is_good,
    CASE WHEN found.area IS NULL THEN before.rank END AS rank_before,
    found.area IS NOT NULL AS was_found_not_applicable,
    standing.was_moderated,
    standing.position
FROM standing
JOIN main.returns_received AS returns
    ON returns.audit = standing.audit
    AND returns.case_ref = standing.case_ref
    AND returns.agency = standing.agency
JOIN main.audit_plans AS plans ON plans.audit = standing.audit
LEFT JOIN main.scale_grades AS scale
    ON scale.tool = plans.tool
    AND scale.tool_version = plans.tool_version
    AND scale.code = standing.grade
LEFT JOIN main.scale_grades AS before
    ON before.tool = plans.tool
    AND before.tool_version = plans.tool_version
    AND before.code = standing.grade_before
LEFT JOIN not_applicable AS found
    ON found.audit = standing.audit
    AND found.case_ref = standing.case_ref
    AND found.agency = standing.agency
    AND found.area = standing.area
WHERE standing.given_grade IS NOT NULL AND standing.grade IS NOT NULL;
