-- One row per person, role and agency (NULL for partnership roles) that is held now.
CREATE VIEW main.person_roles AS
WITH changes AS (
    SELECT person, role, agency, true AS held, recorded_at, position FROM main.role_granted
    UNION ALL
    SELECT person, role, agency, false, recorded_at, position FROM main.role_withdrawn
),
latest AS (
    SELECT person, role, agency, held, recorded_at
    FROM changes
    QUALIFY row_number() OVER (PARTITION BY person, role, agency ORDER BY position DESC) = 1
)
SELECT person, role, agency, recorded_at AS granted_at
FROM latest
WHERE held;
