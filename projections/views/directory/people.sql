-- grain: person
-- One row per person: name, agency and the roles held now, as `role` or `role of agency`.
WITH enrolled AS (
    SELECT person, full_name, agency
    FROM main.person_enrolled
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
    enrolled.full_name,
    enrolled.agency,
    coalesce(held.roles, CAST([] AS VARCHAR[])) AS roles
FROM enrolled
LEFT JOIN held ON held.person = enrolled.person;
