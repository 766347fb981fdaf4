-- grain: theme
-- One row per themed work stream, open or closed.
WITH changes AS (
    SELECT theme, title, true AS opened, position FROM main.work_stream_opened
    UNION ALL
    SELECT theme, NULL, false, position FROM main.work_stream_closed
),
latest AS (
    SELECT theme, opened
    FROM changes
    QUALIFY is_latest(position, theme)
),
titles AS (
    SELECT theme, latest(title, position) AS title FROM main.work_stream_opened GROUP BY theme
)
SELECT titles.theme, titles.title, NOT latest.opened AS is_closed
FROM titles
JOIN latest ON latest.theme = titles.theme;
