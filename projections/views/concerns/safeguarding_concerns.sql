-- grain: audit, concern
-- One row per audit and safeguarding concern: when each of its steps was taken, NULL if not yet.
SELECT
    raised.audit,
    raised.concern,
    raised.case_ref,
    raised.agency,
    raised.seen_on,
    raised.recorded_at AS raised_at,
    taken_up.taken_up_on,
    acknowledged.acknowledged_on,
    resolved.resolved_on,
    raised.position
FROM main.concern_raised AS raised
LEFT JOIN main.concern_taken_up AS taken_up
    ON taken_up.audit = raised.audit AND taken_up.concern = raised.concern
LEFT JOIN main.concern_acknowledged AS acknowledged
    ON acknowledged.audit = raised.audit AND acknowledged.concern = raised.concern
LEFT JOIN main.concern_resolved AS resolved
    ON resolved.audit = raised.audit AND resolved.concern = raised.concern;
