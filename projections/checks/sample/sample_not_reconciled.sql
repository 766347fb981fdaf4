-- An audit whose drawn cases, less replacements, are not as many as its strata's seats.
WITH seats AS (
    SELECT audit, CAST(sum(drawn) AS BIGINT) AS seats FROM main.sample_strata GROUP BY audit
),
cases AS (
    SELECT
        audit,
        count(*) FILTER (WHERE NOT was_replaced) AS cases,
        count(*) FILTER (WHERE was_replaced AND replaced_by IS NULL) AS not_replaceable
    FROM main.audit_cases
    GROUP BY audit
)
SELECT
    seats.audit,
    seats.seats,
    coalesce(cases.cases, 0) AS cases,
    coalesce(cases.not_replaceable, 0) AS not_replaceable
FROM seats
LEFT JOIN cases ON cases.audit = seats.audit
WHERE seats.seats <> coalesce(cases.cases, 0) + coalesce(cases.not_replaceable, 0);
