-- grain: audit, stratum
-- One row per audit and stratum of the draw that stands: cases expected in proportion, and drawn.
WITH standing AS (
    SELECT drawn.audit, drawn.allocation, drawn.self_weighting, drawn.position
    FROM main.sample_drawn AS drawn
    LEFT JOIN main.draws_set_aside AS redrawn
        ON redrawn.audit = drawn.audit AND redrawn.position > drawn.position
    WHERE redrawn.position IS NULL
    QUALIFY is_latest(drawn.position, drawn.audit)
),
placed AS (
    SELECT
        audit,
        self_weighting,
        unnest(allocation) AS seats,
        generate_subscripts(allocation, 1) AS place
    FROM standing
),
fractions AS (
    SELECT
        audit,
        self_weighting,
        place,
        seats.name AS stratum,
        seats.size AS size,
        seats.quota AS quota,
        seats.seats AS drawn,
        string_split(seats.quota, '/') AS parts
    FROM placed
)
SELECT
    audit,
    stratum,
    place,
    size,
    quota,
    CASE
        WHEN len(parts) = 2 THEN CAST(parts[1] AS DOUBLE) / CAST(parts[2] AS DOUBLE)
        ELSE CAST(parts[1] AS DOUBLE)
    END AS expected,
    drawn,
    self_weighting AS is_self_weighting
FROM fractions;
