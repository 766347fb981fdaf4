-- One row per audit process: the steps it has. A test holds it equal to `domain.kernel.processes.STEPS`.
CREATE VIEW main.processes AS
SELECT process, sampled, moderated, reported, returns_open_on
FROM (
    VALUES
        ('themed', true, true, true, 'ModerationOpened'),
        ('dip-sample', true, false, true, 'ReportDrafted'),
        ('single-agency', false, false, false, 'AuditClosed')
) AS steps (process, sampled, moderated, reported, returns_open_on);
