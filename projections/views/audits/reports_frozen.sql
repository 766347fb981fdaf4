-- grain: position
-- One row per PDF of an agreed report: its digests, its day and its checkpoint, the newest last.
SELECT
    audit,
    frozen_on,
    document,
    digest,
    size,
    actor,
    recorded_at,
    position,
    is_latest(position, audit) AS is_newest
FROM main.report_frozen;
