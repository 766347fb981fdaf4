-- grain: agency, successor
-- One row per agency that was merged and each that went on with its work: since when.
WITH RECURSIVE walk AS (
    SELECT agency, merged_into AS successor, merged_on AS since
    FROM main.agencies
    WHERE merged_into IS NOT NULL
    UNION
    SELECT walk.agency, agencies.merged_into, greatest(walk.since, agencies.merged_on)
    FROM walk
    JOIN main.agencies AS agencies ON agencies.agency = walk.successor
    WHERE agencies.merged_into IS NOT NULL
)
SELECT agency, successor, since FROM walk;
