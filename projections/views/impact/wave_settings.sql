-- grain: tool, area, audit
-- One row per tool, area and audit whose grades are settled: what makes waves comparable, and the
-- wave's number by casework window.
SELECT
    audits.tool,
    areas.area,
    audits.audit,
    areas.title AS area_title,
    audits.process,
    audits.tool_version,
    areas.comparable_as,
    audits.frame_definition,
    audits.casework_start,
    audits.casework_end,
    audits.was_moderated,
    row_number() OVER (
        PARTITION BY audits.tool, areas.area
        ORDER BY audits.casework_start, audits.casework_end, audits.audit
    ) AS wave
FROM main.audits AS audits
JOIN main.tool_areas AS areas
    ON areas.tool = audits.tool AND areas.tool_version = audits.tool_version
WHERE audits.is_settled;
