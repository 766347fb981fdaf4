-- An audit whose number of safeguarding concerns is not that of the concerns themselves.
WITH listed AS (
    SELECT
        audit,
        count(*) AS raised,
        count(*) FILTER (WHERE resolved_on IS NULL) AS unresolved
    FROM main.safeguarding_concerns
    GROUP BY audit
)
SELECT
    counts.audit,
    counts.raised AS raised_in_count,
    coalesce(listed.raised, 0) AS raised_listed,
    counts.unresolved AS unresolved_in_count,
    coalesce(listed.unresolved, 0) AS unresolved_listed
FROM main.concern_counts AS counts
LEFT JOIN listed ON listed.audit = counts.audit
WHERE counts.raised <> coalesce(listed.raised, 0)
    OR counts.unresolved <> coalesce(listed.unresolved, 0);
