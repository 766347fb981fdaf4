-- grain: audit, finding
-- One row per audit and finding that was not withdrawn, a strength or a concern, as last recorded.
WITH steps AS (
    SELECT audit, finding, kind, area, evidenced_by, recorded_at, position
    FROM main.finding_recorded
    UNION ALL
    SELECT audit, finding, kind, area, evidenced_by, recorded_at, position
    FROM main.finding_revised
    UNION ALL
    SELECT audit, finding, NULL, NULL, NULL, recorded_at, position
    FROM main.finding_withdrawn
),
latest AS (
    SELECT audit, finding, kind, area, evidenced_by, recorded_at, position
    FROM steps
    QUALIFY is_latest(position, audit, finding)
)
SELECT audit, finding, kind, area, evidenced_by, recorded_at, position
FROM latest
WHERE kind IS NOT NULL;
