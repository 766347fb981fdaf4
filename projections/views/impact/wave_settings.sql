-- grain: tool, area, audit
-- One row per tool, area and audit whose grades are settled, or that was entered from a document:
-- what makes waves comparable.
WITH scales AS (
    SELECT
        tool, tool_version, scale,
        max(rank) AS grades,
        min(rank) FILTER (WHERE is_good) AS good_rank
    FROM main.scale_grades
    GROUP BY tool, tool_version, scale
),
settled AS (
    SELECT
        plans.audit, plans.tool, plans.tool_version, plans.process, plans.agencies,
        plans.casework_start, plans.casework_end, false AS from_document
    FROM main.audit_plans AS plans
    JOIN main.settled_audits AS settled ON settled.audit = plans.audit
    UNION ALL
    SELECT
        audit, tool, tool_version, process, agencies, casework_start, casework_end,
        true
    FROM main.entered_audits
)
SELECT
    audits.tool,
    areas.area,
    audits.audit,
    areas.title AS area_title,
    audits.process,
    audits.tool_version,
    audits.agencies,
    audits.casework_start,
    audits.casework_end,
    scales.grades,
    scales.good_rank,
    audits.from_document
FROM settled AS audits
JOIN main.tool_areas AS areas
    ON areas.tool = audits.tool AND areas.tool_version = audits.tool_version
JOIN scales
    ON scales.tool = audits.tool
    AND scales.tool_version = audits.tool_version
    AND scales.scale = areas.scale;
