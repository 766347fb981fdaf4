-- A grade entered from a document in an area that its tool version lacks, or outside its scale.
SELECT
    grades.position,
    grades.audit,
    grades.area,
    grades.grade,
    CASE WHEN areas.area IS NULL THEN 'area not in the tool' ELSE 'grade outside the scale' END
        AS problem
FROM main.entered_grades AS grades
JOIN main.entered_audits AS audits ON audits.audit = grades.audit
LEFT JOIN main.tool_areas AS areas
    ON areas.tool = audits.tool
    AND areas.tool_version = audits.tool_version
    AND areas.area = grades.area
WHERE areas.area IS NULL OR grades.rank IS NULL OR grades.rank_before IS NULL;
