-- grain: agency
-- One row per agency: its title and sector, and whether it takes part now.
WITH joined AS (
    SELECT agency, title, sector, recorded_at AS joined_at, position
    FROM main.agency_joined
    QUALIFY is_latest(position, agency)
),
corrections AS (
    SELECT agency, title, position
    FROM main.agency_name_corrected
    QUALIFY is_latest(position, agency)
),
departures AS (
    SELECT agency, recorded_at AS left_at, position
    FROM main.agency_left
    QUALIFY is_latest(position, agency)
)
SELECT
    joined.agency,
    coalesce(corrections.title, joined.title) AS title,
    joined.sector,
    joined.joined_at,
    departures.left_at,
    departures.position IS NULL AS takes_part
FROM joined
LEFT JOIN corrections
    ON corrections.agency = joined.agency AND corrections.position > joined.position
LEFT JOIN departures
    ON departures.agency = joined.agency AND departures.position > joined.position;
