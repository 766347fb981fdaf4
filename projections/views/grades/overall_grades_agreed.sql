-- grain: audit, case_ref
-- One row per audit and case to be audited whose overall grade was agreed, as agreed last.
WITH agreed AS (
    SELECT audit, case_ref, grade, recorded_at, position
    FROM main.overall_grade_agreed
    QUALIFY is_latest(position, audit, case_ref)
)
SELECT
    agreed.audit, agreed.case_ref, agreed.grade, agreed.recorded_at AS agreed_at, agreed.position
FROM agreed
JOIN main.audit_cases AS cases
    ON cases.audit = agreed.audit
    AND cases.case_ref = agreed.case_ref
    AND NOT cases.was_replaced
    AND cases.not_gradable_position IS NULL;
