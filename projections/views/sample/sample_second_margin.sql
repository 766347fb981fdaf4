-- grain: audit, place
-- One row per audit and value of its second margin: cases in the list, expected in proportion to
-- those drawn, and drawn. As it was drawn: a replacement does not change it here.
WITH standing AS (
    SELECT drawn.audit, drawn.second, drawn.allocation
    FROM main.sample_drawn AS drawn
    LEFT JOIN main.draws_set_aside AS gone
        ON gone.audit = drawn.audit AND gone.position > drawn.position
    WHERE gone.position IS NULL
    QUALIFY is_latest(drawn.position, drawn.audit)
),
placed AS (
    SELECT
        audit,
        CAST(list_sum(list_transform(allocation, lambda seats: seats.seats)) AS DOUBLE) AS seats,
        CAST(list_sum(list_transform(second, lambda value: value.size)) AS DOUBLE) AS listed,
        unnest(second) AS value,
        generate_subscripts(second, 1) AS place
    FROM standing
)
SELECT
    placed.audit,
    plans.second_margin AS margin,
    placed.value.name AS value,
    placed.place,
    placed.value.size AS size,
    placed.value.size / (placed.listed / placed.seats) AS expected,
    placed.value.drawn AS drawn
FROM placed
JOIN main.audit_plans AS plans ON plans.audit = placed.audit;
