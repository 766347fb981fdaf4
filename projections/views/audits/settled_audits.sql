-- grain: audit
-- One row per audit that was held here and whose grades may be compared: its returns are open, it
-- was not called off, and its moderation day, where its process has one, is over.
WITH called_off AS (
    SELECT audit, true AS is_off, position FROM main.audit_abandoned
    UNION ALL
    SELECT audit, false, position FROM main.audit_resumed
),
off AS (
    SELECT audit, latest(is_off, position) AS is_off FROM called_off GROUP BY audit
)
SELECT plans.audit
FROM main.audit_plans AS plans
JOIN main.processes AS processes ON processes.process = plans.process
JOIN main.audit_openings AS openings ON openings.audit = plans.audit
LEFT JOIN off ON off.audit = plans.audit
WHERE off.is_off IS NOT TRUE
    AND (
        NOT processes.is_moderated
        OR plans.audit IN (SELECT audit FROM main.moderation_held)
    );
