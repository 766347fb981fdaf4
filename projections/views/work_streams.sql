-- One row per themed work stream, open or closed.
CREATE VIEW main.work_streams AS
WITH changes AS (
    SELECT theme, title, true AS opened, position FROM main.work_stream_opened
    UNION ALL
    SELECT theme, NULL, false, position FROM main.work_stream_closed
),
latest AS (
    SELECT theme, opened
    FROM changes
    QUALIFY row_number() OVER (PARTITION BY theme ORDER BY position DESC) = 1
),
titles AS (
    SELECT theme, arg_max(title, position) AS title FROM main.work_stream_opened GROUP BY theme
)
SELECT titles.theme, titles.title, NOT latest.opened AS closed
FROM titles
JOIN latest ON latest.theme = titles.theme;
