-- grain: tool, tool_version
-- One row per tool and version, each kept for ever: what it is called and what changed.
WITH versions AS (
    SELECT
        tool, tool_version, title, methods, draws_on, scale, good_from, scales, overall,
        areas AS graded_areas,
        NULL AS changes, recorded_at, position
    FROM main.tool_published
    UNION ALL
    SELECT
        tool, tool_version, title, methods, draws_on, scale, good_from, scales, overall,
        areas AS graded_areas,
        changes, recorded_at, position
    FROM main.tool_revised
),
retired AS (
    SELECT gone.tool, min(gone.recorded_at) AS retired_at
    FROM main.tool_retired AS gone
    ANTI JOIN main.tool_revised AS again
        ON again.tool = gone.tool AND again.position > gone.position
    GROUP BY gone.tool
)
SELECT
    versions.tool,
    versions.tool_version,
    versions.title,
    versions.methods,
    versions.draws_on,
    versions.scale AS own_scale,
    versions.good_from,
    versions.scales,
    versions.overall AS overall_scale,
    versions.graded_areas,
    versions.changes,
    versions.recorded_at AS published_at,
    versions.position,
    versions.tool_version
        = max(versions.tool_version) OVER (PARTITION BY versions.tool) AS is_newest,
    retired.retired_at
FROM versions
LEFT JOIN retired ON retired.tool = versions.tool;
