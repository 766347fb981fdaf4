-- An audit where returns received, not involved and missing do not add up to those due, or those
-- due are not its cases times its agencies.
SELECT
    progress.audit, progress.cases, progress.returns_due, progress.returns_received,
    progress.returns_not_involved, progress.returns_missing
FROM main.audit_progress AS progress
JOIN main.audit_plans AS plans ON plans.audit = progress.audit
WHERE progress.returns_due
        <> progress.returns_received + progress.returns_not_involved + progress.returns_missing
    OR progress.returns_due <> progress.cases * len(plans.agencies);
