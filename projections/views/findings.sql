-- One row per audit and finding, a strength or a concern, as last recorded.
CREATE VIEW main.findings AS
SELECT audit, finding, kind, area, evidenced_by, recorded_at, position
FROM main.finding_recorded
QUALIFY row_number() OVER (PARTITION BY audit, finding ORDER BY position DESC) = 1;
