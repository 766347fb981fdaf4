-- grain: audit, case_ref, agency, area
-- One row per audit, case to be audited, agency of the plan and area of the tool: graded, missing
-- (the return is, or it lacks the area), not applicable, or the agency was not involved; or nobody
-- can grade the case, or the agency left before it returned it.
SELECT
    returns.audit,
    returns.case_ref,
    returns.agency,
    areas.area,
    areas.place,
    CASE
        WHEN returns.state IN ('not involved', 'not gradable', 'agency left') THEN returns.state
        WHEN current.was_found_not_applicable THEN 'not applicable'
        WHEN current.position IS NOT NULL THEN 'graded'
        WHEN excused.area IS NOT NULL THEN 'not applicable'
        ELSE 'missing'
    END AS standing,
    current.given_grade,
    current.grade,
    current.rank,
    coalesce(current.was_moderated, false) AS was_moderated,
    current.position
FROM main.returns_standing AS returns
JOIN main.audit_plans AS plans ON plans.audit = returns.audit
JOIN main.tool_areas AS areas
    ON areas.tool = plans.tool AND areas.tool_version = plans.tool_version
LEFT JOIN main.current_grades AS current
    ON current.audit = returns.audit
    AND current.case_ref = returns.case_ref
    AND current.agency = returns.agency
    AND current.area = areas.area
LEFT JOIN main.areas_not_applicable AS excused
    ON excused.audit = returns.audit
    AND excused.case_ref = returns.case_ref
    AND excused.agency = returns.agency
    AND excused.area = areas.area;
