-- grain: process
-- One row per audit process: the steps it has, as `domain.kernel.processes.STEPS` has them.
SELECT process, is_sampled, is_moderated, is_reported, returns_open_on
FROM (
    VALUES
        ('themed', true, true, true, 'ModerationOpened'),
        ('dip-sample', true, false, true, 'ReportDrafted'),
        ('single-agency', false, false, false, 'AuditClosed')
) AS steps (process, is_sampled, is_moderated, is_reported, returns_open_on);
