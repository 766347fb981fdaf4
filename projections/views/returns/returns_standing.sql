-- grain: audit, case_ref, agency
-- One row per audit, case to be audited and agency of the plan: is its return due, received, or
-- was the agency not involved. A withdrawn return is due again; none is due of a case that nobody
-- can grade, or of an agency that left (`returns_ended`).
WITH expected AS (
    SELECT
        cases.audit,
        cases.case_ref,
        unnest(plans.agencies) AS agency,
        plans.returns_by,
        cases.not_gradable_position IS NOT NULL AS is_not_gradable
    FROM main.audit_cases AS cases
    JOIN main.audit_plans AS plans ON plans.audit = cases.audit
    WHERE NOT cases.was_replaced
)
SELECT
    expected.audit,
    expected.case_ref,
    expected.agency,
    CASE
        WHEN coalesce(latest.state, 'due') <> 'due' THEN latest.state
        WHEN expected.is_not_gradable THEN 'not gradable'
        WHEN ended.agency IS NOT NULL THEN 'agency left'
        ELSE 'due'
    END AS state,
    expected.returns_by,
    latest.recorded_at AS received_at,
    latest.auditor,
    latest.independent,
    latest.position
FROM expected
LEFT JOIN main.returns_ended AS ended
    ON ended.audit = expected.audit AND ended.agency = expected.agency
LEFT JOIN main.return_entries AS latest
    ON latest.audit = expected.audit
    AND latest.case_ref = expected.case_ref
    AND latest.agency = expected.agency;
