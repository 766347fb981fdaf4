-- grain: agency
-- One row per agency: its title and sector, whether it takes part now, and what it became part of.
WITH joined AS (
    SELECT agency, title, sector, recorded_at AS joined_at, position
    FROM main.agency_joined
    QUALIFY is_latest(position, agency)
),
corrections AS (
    SELECT agency, title, position FROM main.agency_name_corrected
    UNION ALL
    SELECT agency, title, position FROM main.agency_renamed
),
names AS (
    SELECT agency, title, position
    FROM corrections
    QUALIFY is_latest(position, agency)
),
ends AS (
    SELECT agency, NULL AS merged_into, NULL AS merged_on, recorded_at, position
    FROM main.agency_left
    UNION ALL
    SELECT agency, merged_into, merged_on, recorded_at, position
    FROM main.agency_merged
),
departures AS (
    SELECT agency, merged_into, merged_on, recorded_at AS left_at, position
    FROM ends
    QUALIFY is_latest(position, agency)
)
SELECT
    joined.agency,
    coalesce(names.title, joined.title) AS title,
    joined.sector,
    joined.joined_at,
    departures.left_at,
    departures.merged_into,
    departures.merged_on,
    departures.position IS NULL AS takes_part
FROM joined
LEFT JOIN names
    ON names.agency = joined.agency AND names.position > joined.position
LEFT JOIN departures
    ON departures.agency = joined.agency AND departures.position > joined.position;
