-- grain: body
-- One row per body outside the partnership that recommendations can be addressed to.
SELECT body, title, sector, recorded_at AS named_at
FROM main.body_named
QUALIFY is_latest(position, body);
