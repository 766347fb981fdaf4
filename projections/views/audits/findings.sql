-- grain: audit, finding
-- One row per audit and finding, a strength or a concern, as last recorded.
SELECT audit, finding, kind, area, evidenced_by, recorded_at, position
FROM main.finding_recorded
QUALIFY is_latest(position, (audit, finding));
