-- grain: period, audit
-- One row per period and scheduled audit: its quarter after reschedules, withdrawn or not.
WITH scheduled AS (
    SELECT
        period, audit, title, process, "function", informed_by, quarter, demand,
        recorded_at, position
    FROM main.audit_scheduled
    QUALIFY is_latest(position, period, audit)
),
moved AS (
    SELECT
        scheduled.period,
        scheduled.audit,
        latest(moves.to_quarter, moves.position) AS quarter,
        count(*) AS reschedules
    FROM scheduled
    JOIN main.audit_rescheduled AS moves
        ON moves.period = scheduled.period
        AND moves.audit = scheduled.audit
        AND moves.position > scheduled.position
    GROUP BY scheduled.period, scheduled.audit
),
withdrawn AS (
    SELECT period, audit, latest(reason, position) AS reason, max(position) AS position
    FROM main.audit_withdrawn
    GROUP BY period, audit
)
SELECT
    scheduled.period,
    scheduled.audit,
    scheduled.title,
    scheduled.process,
    scheduled."function" AS "function",
    scheduled.informed_by,
    scheduled.quarter AS first_quarter,
    coalesce(moved.quarter, scheduled.quarter) AS quarter,
    coalesce(moved.reschedules, 0) AS reschedules,
    withdrawn.position IS NOT NULL AS was_withdrawn,
    withdrawn.reason AS withdrawn_reason,
    scheduled.demand,
    coalesce(
        CAST(list_sum(list_transform(scheduled.demand, lambda share: share.days)) AS BIGINT), 0
    ) AS demand_days,
    scheduled.recorded_at AS scheduled_at
FROM scheduled
LEFT JOIN moved ON moved.period = scheduled.period AND moved.audit = scheduled.audit
LEFT JOIN withdrawn
    ON withdrawn.period = scheduled.period
    AND withdrawn.audit = scheduled.audit
    AND withdrawn.position > scheduled.position;
