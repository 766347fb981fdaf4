-- grain: audit, case_ref, agency, area
-- One row per audit, case, agency and area graded in a standing return: the auditor's own grade and
-- the grade after revision and moderation. `rank` 1 is the worst, NULL outside the scale.
WITH received AS (
    SELECT audit, case_ref, agency
    FROM main.returns_due
    WHERE state = 'received'
),
given AS (
    SELECT
        history.audit,
        history.case_ref,
        history.agency,
        history.area,
        latest(history.to_grade, history.position) AS grade
    FROM main.grade_history AS history
    JOIN received
        ON received.audit = history.audit
        AND received.case_ref = history.case_ref
        AND received.agency = history.agency
    WHERE history.kind = 'given'
    GROUP BY history.audit, history.case_ref, history.agency, history.area
),
standing AS (
    SELECT audit, case_ref, agency, area, kind, to_grade, position
    FROM main.grade_history
    WHERE superseded_by IS NULL AND kind IN ('given', 'revised', 'moderated')
)
SELECT
    given.audit,
    given.case_ref,
    given.agency,
    given.area,
    given.grade AS given_grade,
    standing.to_grade AS grade,
    scale.rank,
    scale.good,
    standing.kind = 'moderated' AS moderated,
    standing.position
FROM given
JOIN standing
    ON standing.audit = given.audit
    AND standing.case_ref = given.case_ref
    AND standing.agency = given.agency
    AND standing.area = given.area
JOIN main.audit_plans AS plans ON plans.audit = given.audit
LEFT JOIN main.scale_grades AS scale
    ON scale.tool = plans.tool
    AND scale.tool_version = plans.tool_version
    AND scale.code = standing.to_grade;
