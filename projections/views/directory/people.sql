-- grain: person
-- One row per person: name, agency and the roles held now, as `role` or `role of agency`.
WITH enrolled AS (
    SELECT person, full_name, agency, position
    FROM main.person_enrolled
    QUALIFY is_latest(position, person)
),
names AS (
    SELECT person, full_name, position
    FROM main.person_renamed
    QUALIFY is_latest(position, person)
),
departures AS (
    SELECT person, left_on, position
    FROM main.person_left
    QUALIFY is_latest(position, person)
),
held AS (
    SELECT
        person,
        list_sort(
            list(CASE WHEN agency IS NULL THEN role ELSE role || ' of ' || agency END)
        ) AS roles
    FROM main.person_roles
    GROUP BY person
)
SELECT
    enrolled.person,
    coalesce(names.full_name, enrolled.full_name) AS full_name,
    enrolled.agency,
    departures.left_on,
    coalesce(held.roles, CAST([] AS VARCHAR[])) AS roles
FROM enrolled
LEFT JOIN held ON held.person = enrolled.person
LEFT JOIN names
    ON names.person = enrolled.person AND names.position > enrolled.position
LEFT JOIN departures
    ON departures.person = enrolled.person AND departures.position > enrolled.position;
