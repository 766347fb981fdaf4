-- grain: audit, person
-- One row per audit and person certified: the newest certificate; corrected if given before.
WITH newest AS (
    SELECT
        audit, person, capacity, first_day, last_day, hours, recorded_at, position,
        count(*) OVER (PARTITION BY audit, person) > 1 AS was_corrected
    FROM main.participation_certified
    QUALIFY is_latest(position, audit, person)
)
SELECT
    newest.audit,
    newest.person,
    coalesce(people.full_name, newest.person) AS full_name,
    newest.capacity,
    newest.first_day,
    newest.last_day,
    newest.hours,
    newest.recorded_at,
    newest.position,
    newest.was_corrected
FROM newest
LEFT JOIN main.people AS people ON people.person = newest.person;
