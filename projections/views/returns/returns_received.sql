-- grain: audit, case_ref, agency
-- One row per return that was received and not withdrawn, of a case to be audited and an agency of
-- the plan.
SELECT latest.audit, latest.case_ref, latest.agency
FROM main.return_entries AS latest
JOIN main.audit_cases AS cases
    ON cases.audit = latest.audit
    AND cases.case_ref = latest.case_ref
    AND NOT cases.was_replaced
JOIN main.audit_plans AS plans
    ON plans.audit = latest.audit AND list_contains(plans.agencies, latest.agency)
WHERE latest.state = 'received';
