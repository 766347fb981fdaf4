-- grain: audit, agency
-- One row per audit and agency of its plan: how many of its returns are due in all, have come, an
-- agency's having no part among them, and are missing. None is due of a case nobody can
-- grade, or of an agency that left.
WITH expected AS (
    SELECT
        cases.audit,
        cases.case_ref,
        unnest(plans.agencies) AS agency,
        cases.not_gradable_position IS NOT NULL AS is_not_gradable
    FROM main.audit_cases AS cases
    JOIN main.audit_plans AS plans ON plans.audit = cases.audit
    WHERE NOT cases.was_replaced
),
entries AS (
    SELECT audit, case_ref, agency, true AS is_in, position FROM main.return_appended_exists
    UNION ALL
    SELECT audit, case_ref, agency, true, position FROM main.no_involvement_declared_exists
    UNION ALL
    SELECT audit, case_ref, agency, false, position FROM main.return_withdrawn_exists
),
latest AS (
    SELECT audit, case_ref, agency, is_in
    FROM entries
    QUALIFY is_latest(position, audit, case_ref, agency)
)
SELECT
    expected.audit,
    expected.agency,
    count(*) AS returns_due,
    count(*) FILTER (WHERE latest.is_in) AS returns_received,
    count(*) FILTER (WHERE latest.is_in IS NOT TRUE) AS returns_missing
FROM expected
LEFT JOIN main.returns_ended AS ended
    ON ended.audit = expected.audit AND ended.agency = expected.agency
LEFT JOIN latest
    ON latest.audit = expected.audit
    AND latest.case_ref = expected.case_ref
    AND latest.agency = expected.agency
WHERE latest.is_in OR (NOT expected.is_not_gradable AND ended.agency IS NULL)
GROUP BY expected.audit, expected.agency;
