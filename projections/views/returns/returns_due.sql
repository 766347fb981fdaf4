-- grain: audit, case_ref, agency
-- One row per audit, case to be audited and agency, as in `returns_standing`: whether its audit was
-- called off too and, of a late return only, whether its auditor `had_seen_others`.
WITH late AS (
    SELECT audit, case_ref, agency, latest(had_seen_others, position) AS had_seen_others
    FROM main.return_came_late
    GROUP BY audit, case_ref, agency
)
SELECT
    returns.audit,
    returns.case_ref,
    returns.agency,
    returns.state,
    returns.returns_by,
    returns.received_at,
    returns.auditor,
    returns.independent,
    returns.position,
    dates.abandoned_on IS NOT NULL AS is_called_off,
    CASE WHEN returns.state = 'received' THEN late.had_seen_others END AS had_seen_others
FROM main.returns_standing AS returns
JOIN main.audit_dates AS dates ON dates.audit = returns.audit
LEFT JOIN late
    ON late.audit = returns.audit
    AND late.case_ref = returns.case_ref
    AND late.agency = returns.agency;
