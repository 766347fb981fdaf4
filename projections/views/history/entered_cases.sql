-- grain: audit, case_ref
-- One row per case of an audit that was entered from a document, as corrected last: its grades by
-- agency and area, what was agreed, its overall grade. One that was taken back has no row.
WITH withdrawn AS (
    SELECT audit, case_ref, max(position) AS position
    FROM main.entered_case_withdrawn
    GROUP BY audit, case_ref
)
SELECT
    cases.audit,
    cases.case_ref,
    cases.grades AS given_grades,
    cases.agreed,
    cases.overall AS overall_grade,
    cases.position
FROM main.case_entered_from_document AS cases
JOIN main.entered_audits AS audits
    ON audits.audit = cases.audit AND audits.entered_after < cases.position
LEFT JOIN withdrawn
    ON withdrawn.audit = cases.audit AND withdrawn.case_ref = cases.case_ref
WHERE cases.position > coalesce(withdrawn.position, 0)
QUALIFY is_latest(cases.position, cases.audit, cases.case_ref);
