-- grain: audit, position
-- One row per entry that set a case list or a draw aside: what stood until then, and why not since.
WITH lists AS (
    SELECT audit, digest, size, position FROM main.frame_committed
    UNION ALL
    SELECT audit, digest, size, position FROM main.frame_replaced
),
spans AS (
    SELECT
        audit, what, reason, recorded_at, position,
        coalesce(lag(position) OVER (PARTITION BY audit ORDER BY position), 0) AS since
    FROM main.draws_set_aside
)
SELECT
    spans.audit,
    spans.what,
    latest(lists.digest, lists.position) AS digest,
    latest(lists.size, lists.position) AS size,
    max(seeds.seed) AS seed,
    count(DISTINCT drawn.case_ref) AS cases_drawn,
    spans.reason,
    spans.recorded_at AS superseded_at,
    spans.position
FROM spans
LEFT JOIN lists ON lists.audit = spans.audit AND lists.position < spans.position
LEFT JOIN main.seed_drawn AS seeds
    ON seeds.audit = spans.audit
    AND seeds.position < spans.position
    AND seeds.position > spans.since
LEFT JOIN main.case_sampled AS drawn
    ON drawn.audit = spans.audit
    AND drawn.position < spans.position
    AND drawn.position > spans.since
GROUP BY
    spans.audit, spans.what, spans.reason, spans.recorded_at, spans.position;
