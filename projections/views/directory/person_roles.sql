-- grain: person, role, agency
-- One row per person, role and agency (NULL for partnership roles) that is held now.
WITH changes AS (
    SELECT person, role, agency, true AS held, recorded_at, position FROM main.role_granted
    UNION ALL
    SELECT person, role, agency, false, recorded_at, position FROM main.role_withdrawn
),
latest AS (
    SELECT person, role, agency, held, recorded_at
    FROM changes
    QUALIFY is_latest(position, (person, role, agency))
)
SELECT person, role, agency, recorded_at AS granted_at
FROM latest
WHERE held;
