-- A programme entry of a period never agreed, or about an audit never scheduled in it.
WITH entries AS (
    SELECT period, NULL AS audit, position FROM main.audit_scheduled
    UNION ALL SELECT period, NULL, position FROM main.programme_reviewed
    UNION ALL SELECT period, audit, position FROM main.audit_rescheduled
    UNION ALL SELECT period, audit, position FROM main.audit_withdrawn
)
SELECT entries.position, entries.period, entries.audit
FROM entries
LEFT JOIN main.programmes AS programmes ON programmes.period = entries.period
LEFT JOIN main.programme_items AS items
    ON items.period = entries.period AND items.audit = entries.audit
WHERE programmes.period IS NULL OR (entries.audit IS NOT NULL AND items.audit IS NULL);
