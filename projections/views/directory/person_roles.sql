-- grain: person, role, agency
-- One row per person, role and agency (NULL for partnership roles) that is held now.
WITH changes AS (
    SELECT person, role, agency, true AS held, recorded_at, position FROM main.role_granted
    UNION ALL
    SELECT person, role, agency, false, recorded_at, position FROM main.role_withdrawn
),
latest AS (
    SELECT person, role, agency, held, recorded_at, position
    FROM changes
    QUALIFY is_latest(position, person, role, agency)
),
departures AS (
    SELECT person, max(position) AS position FROM main.person_left GROUP BY person
)
SELECT latest.person, latest.role, latest.agency, latest.recorded_at AS granted_at
FROM latest
LEFT JOIN departures
    ON departures.person = latest.person AND departures.position > latest.position
WHERE latest.held AND departures.person IS NULL;
