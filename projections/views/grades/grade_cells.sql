-- grain: audit, area, rank
-- One row per audit, area of its tool and grade on the scale of that area: what a count of cases is
-- made over.
SELECT
    plans.audit,
    areas.area,
    areas.title AS area_title,
    areas.place,
    scale.code AS grade,
    scale.label,
    scale.letter,
    scale.rank,
    scale.is_good
FROM main.audit_plans AS plans
JOIN main.tool_areas AS areas
    ON areas.tool = plans.tool AND areas.tool_version = plans.tool_version
JOIN main.scale_grades AS scale
    ON scale.tool = plans.tool
    AND scale.tool_version = plans.tool_version
    AND scale.scale = areas.scale;
