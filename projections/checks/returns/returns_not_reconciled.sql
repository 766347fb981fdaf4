-- An audit where returns received, not involved and missing do not add up to those due, or those
-- due, those of cases not gradable and of agencies that left are not its cases times its agencies.
WITH undue AS (
    SELECT plans.audit, count(returns.state) AS returns
    FROM main.audit_plans AS plans
    LEFT JOIN main.returns_due AS returns
        ON returns.audit = plans.audit AND returns.state IN ('not gradable', 'agency left')
    GROUP BY plans.audit
)
SELECT
    progress.audit, progress.cases, progress.returns_due, progress.returns_received,
    progress.returns_not_involved, progress.returns_missing
FROM main.audit_progress AS progress
JOIN main.audit_plans AS plans ON plans.audit = progress.audit
JOIN undue ON undue.audit = progress.audit
WHERE progress.returns_due
        <> progress.returns_received + progress.returns_not_involved + progress.returns_missing
    OR progress.returns_due + undue.returns <> progress.cases * len(plans.agencies);
