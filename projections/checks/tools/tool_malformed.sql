-- A tool version without areas, or whose scale lacks the grade that opens "Good or better".
SELECT tools.tool, tools.tool_version, 'no areas' AS problem
FROM main.tools AS tools
LEFT JOIN main.tool_areas AS areas
    ON areas.tool = tools.tool AND areas.tool_version = tools.tool_version
WHERE areas.area IS NULL
UNION ALL
SELECT tools.tool, tools.tool_version, 'good_from not in the scale'
FROM main.tools AS tools
LEFT JOIN main.scale_grades AS scale
    ON scale.tool = tools.tool
    AND scale.tool_version = tools.tool_version
    AND scale.code = tools.good_from
WHERE scale.code IS NULL;
