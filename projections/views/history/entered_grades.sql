-- grain: audit, case_ref, agency, area
-- One row per grade that a document has of an agency's work on an area of a case: as the agency
-- gave it and as it stood after the agencies met; ranks, 1 the worst.
WITH given AS (
    SELECT audit, case_ref, unnest(given_grades) AS said, position FROM main.entered_cases
)
SELECT
    given.audit,
    given.case_ref,
    given.said.agency AS agency,
    given.said.area AS area,
    given.said.grade AS given_grade,
    coalesce(given.said.moderated, given.said.grade) AS grade,
    scale.rank,
    before.rank AS rank_before,
    given.said.moderated IS NOT NULL AS was_moderated,
    given.position
FROM given
JOIN main.entered_audits AS audits ON audits.audit = given.audit
LEFT JOIN main.scale_grades AS scale
    ON scale.tool = audits.tool
    AND scale.tool_version = audits.tool_version
    AND scale.code = coalesce(given.said.moderated, given.said.grade)
LEFT JOIN main.scale_grades AS before
    ON before.tool = audits.tool
    AND before.tool_version = audits.tool_version
    AND before.code = given.said.grade;
