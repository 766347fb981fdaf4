-- grain: audit, position
-- One row per entry that set a case list or a draw aside: which of the two, and why.
SELECT audit, 'case list' AS what, reason, recorded_at, position
FROM main.frame_replaced
UNION ALL
SELECT audit, 'draw', reason, recorded_at, position
FROM main.sample_redrawn;
