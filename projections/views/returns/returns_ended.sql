-- grain: audit, agency
-- One row per audit and agency of its plan that left before the returns were open, where no agency
-- of the plan is to return in its place later: nobody takes its place, or who does is in the plan.
SELECT plans.audit, agencies.agency
FROM main.audit_plans AS plans
JOIN main.agencies AS agencies ON list_contains(plans.agencies, agencies.agency)
LEFT JOIN main.audit_openings AS openings ON openings.audit = plans.audit
WHERE NOT agencies.takes_part
    AND (openings.opened_at IS NULL OR agencies.left_at < openings.opened_at)
    AND NOT EXISTS (
        SELECT 1
        FROM main.successions AS successions
        JOIN main.agencies AS taking_over ON taking_over.agency = successions.successor
        WHERE successions.agency = agencies.agency
            AND taking_over.takes_part
            AND NOT list_contains(plans.agencies, successions.successor)
    );
