-- A view with two rows where its grain allows one.
SELECT
    'actions' AS view_name,
    concat_ws(' ', recommendation, action) AS grain,
    count(*) AS found
FROM main.actions
GROUP BY recommendation, action
HAVING count(*) > 1
UNION ALL
SELECT
    'agencies' AS view_name,
    CAST(agency AS VARCHAR) AS grain,
    count(*) AS found
FROM main.agencies
GROUP BY agency
HAVING count(*) > 1
UNION ALL
SELECT
    'agency_demand' AS view_name,
    concat_ws(' ', period, agency, quarter) AS grain,
    count(*) AS found
FROM main.agency_demand
GROUP BY period, agency, quarter
HAVING count(*) > 1
UNION ALL
SELECT
    'agency_grades' AS view_name,
    concat_ws(' ', audit, case_ref, agency, area) AS grain,
    count(*) AS found
FROM main.agency_grades
GROUP BY audit, case_ref, agency, area
HAVING count(*) > 1
UNION ALL
SELECT
    'agency_waves' AS view_name,
    concat_ws(' ', tool, area, audit, agency) AS grain,
    count(*) AS found
FROM main.agency_waves
GROUP BY tool, area, audit, agency
HAVING count(*) > 1
UNION ALL
SELECT
    'areas_not_applicable' AS view_name,
    concat_ws(' ', audit, case_ref, agency, area) AS grain,
    count(*) AS found
FROM main.areas_not_applicable
GROUP BY audit, case_ref, agency, area
HAVING count(*) > 1
UNION ALL
SELECT
    'audit_cases' AS view_name,
    concat_ws(' ', audit, case_ref) AS grain,
    count(*) AS found
FROM main.audit_cases
GROUP BY audit, case_ref
HAVING count(*) > 1
UNION ALL
SELECT
    'audit_dates' AS view_name,
    CAST(audit AS VARCHAR) AS grain,
    count(*) AS found
FROM main.audit_dates
GROUP BY audit
HAVING count(*) > 1
UNION ALL
SELECT
    'audit_openings' AS view_name,
    CAST(audit AS VARCHAR) AS grain,
    count(*) AS found
FROM main.audit_openings
GROUP BY audit
HAVING count(*) > 1
UNION ALL
SELECT
    'audit_overview' AS view_name,
    CAST(audit AS VARCHAR) AS grain,
    count(*) AS found
FROM main.audit_overview
GROUP BY audit
HAVING count(*) > 1
UNION ALL
SELECT
    'audit_plans' AS view_name,
    CAST(audit AS VARCHAR) AS grain,
    count(*) AS found
FROM main.audit_plans
GROUP BY audit
HAVING count(*) > 1
UNION ALL
SELECT
    'audit_terms' AS view_name,
    CAST(audit AS VARCHAR) AS grain,
    count(*) AS found
FROM main.audit_terms
GROUP BY audit
HAVING count(*) > 1
UNION ALL
SELECT
    'audit_progress' AS view_name,
    CAST(audit AS VARCHAR) AS grain,
    count(*) AS found
FROM main.audit_progress
GROUP BY audit
HAVING count(*) > 1
UNION ALL
SELECT
    'audit_views' AS view_name,
    CAST(audit AS VARCHAR) AS grain,
    count(*) AS found
FROM main.audit_views
GROUP BY audit
HAVING count(*) > 1
UNION ALL
SELECT
    'audits' AS view_name,
    CAST(audit AS VARCHAR) AS grain,
    count(*) AS found
FROM main.audits
GROUP BY audit
HAVING count(*) > 1
UNION ALL
SELECT
    'case_area_grades' AS view_name,
    concat_ws(' ', audit, case_ref, area) AS grain,
    count(*) AS found
FROM main.case_area_grades
GROUP BY audit, case_ref, area
HAVING count(*) > 1
UNION ALL
SELECT
    'case_views' AS view_name,
    concat_ws(' ', audit, case_ref) AS grain,
    count(*) AS found
FROM main.case_views
GROUP BY audit, case_ref
HAVING count(*) > 1
UNION ALL
SELECT
    'certificates' AS view_name,
    concat_ws(' ', audit, person) AS grain,
    count(*) AS found
FROM main.certificates
GROUP BY audit, person
HAVING count(*) > 1
UNION ALL
SELECT
    'concern_counts' AS view_name,
    CAST(audit AS VARCHAR) AS grain,
    count(*) AS found
FROM main.concern_counts
GROUP BY audit
HAVING count(*) > 1
UNION ALL
SELECT
    'current_grades' AS view_name,
    concat_ws(' ', audit, case_ref, agency, area) AS grain,
    count(*) AS found
FROM main.current_grades
GROUP BY audit, case_ref, agency, area
HAVING count(*) > 1
UNION ALL
SELECT
    'feedback_given' AS view_name,
    concat_ws(' ', audit, agency) AS grain,
    count(*) AS found
FROM main.feedback_given
GROUP BY audit, agency
HAVING count(*) > 1
UNION ALL
SELECT
    'findings' AS view_name,
    concat_ws(' ', audit, finding) AS grain,
    count(*) AS found
FROM main.findings
GROUP BY audit, finding
HAVING count(*) > 1
UNION ALL
SELECT
    'grade_cells' AS view_name,
    concat_ws(' ', audit, area, rank) AS grain,
    count(*) AS found
FROM main.grade_cells
GROUP BY audit, area, rank
HAVING count(*) > 1
UNION ALL
SELECT
    'grade_history' AS view_name,
    CAST(position AS VARCHAR) AS grain,
    count(*) AS found
FROM main.grade_history
GROUP BY position
HAVING count(*) > 1
UNION ALL
SELECT
    'grade_mix' AS view_name,
    concat_ws(' ', audit, area, rank) AS grain,
    count(*) AS found
FROM main.grade_mix
GROUP BY audit, area, rank
HAVING count(*) > 1
UNION ALL
SELECT
    'measures' AS view_name,
    concat_ws(' ', recommendation, area) AS grain,
    count(*) AS found
FROM main.measures
GROUP BY recommendation, area
HAVING count(*) > 1
UNION ALL
SELECT
    'merges' AS view_name,
    CAST(recommendation AS VARCHAR) AS grain,
    count(*) AS found
FROM main.merges
GROUP BY recommendation
HAVING count(*) > 1
UNION ALL
SELECT
    'overall_grades' AS view_name,
    concat_ws(' ', audit, case_ref) AS grain,
    count(*) AS found
FROM main.overall_grades
GROUP BY audit, case_ref
HAVING count(*) > 1
UNION ALL
SELECT
    'people' AS view_name,
    CAST(person AS VARCHAR) AS grain,
    count(*) AS found
FROM main.people
GROUP BY person
HAVING count(*) > 1
UNION ALL
SELECT
    'person_roles' AS view_name,
    concat_ws(' ', person, role, agency) AS grain,
    count(*) AS found
FROM main.person_roles
GROUP BY person, role, agency
HAVING count(*) > 1
UNION ALL
SELECT
    'processes' AS view_name,
    CAST(process AS VARCHAR) AS grain,
    count(*) AS found
FROM main.processes
GROUP BY process
HAVING count(*) > 1
UNION ALL
SELECT
    'programme_items' AS view_name,
    concat_ws(' ', period, audit) AS grain,
    count(*) AS found
FROM main.programme_items
GROUP BY period, audit
HAVING count(*) > 1
UNION ALL
SELECT
    'programmes' AS view_name,
    CAST(period AS VARCHAR) AS grain,
    count(*) AS found
FROM main.programmes
GROUP BY period
HAVING count(*) > 1
UNION ALL
SELECT
    'recommendations' AS view_name,
    CAST(recommendation AS VARCHAR) AS grain,
    count(*) AS found
FROM main.recommendations
GROUP BY recommendation
HAVING count(*) > 1
UNION ALL
SELECT
    'report_comments' AS view_name,
    concat_ws(' ', audit, number) AS grain,
    count(*) AS found
FROM main.report_comments
GROUP BY audit, number
HAVING count(*) > 1
UNION ALL
SELECT
    'return_queries' AS view_name,
    concat_ws(' ', audit, case_ref, agency, number) AS grain,
    count(*) AS found
FROM main.return_queries
GROUP BY audit, case_ref, agency, number
HAVING count(*) > 1
UNION ALL
SELECT
    'returns_due' AS view_name,
    concat_ws(' ', audit, case_ref, agency) AS grain,
    count(*) AS found
FROM main.returns_due
GROUP BY audit, case_ref, agency
HAVING count(*) > 1
UNION ALL
SELECT
    'safeguarding_concerns' AS view_name,
    concat_ws(' ', audit, concern) AS grain,
    count(*) AS found
FROM main.safeguarding_concerns
GROUP BY audit, concern
HAVING count(*) > 1
UNION ALL
SELECT
    'sample_strata' AS view_name,
    concat_ws(' ', audit, stratum) AS grain,
    count(*) AS found
FROM main.sample_strata
GROUP BY audit, stratum
HAVING count(*) > 1
UNION ALL
SELECT
    'scale_grades' AS view_name,
    concat_ws(' ', tool, tool_version, code) AS grain,
    count(*) AS found
FROM main.scale_grades
GROUP BY tool, tool_version, code
HAVING count(*) > 1
UNION ALL
SELECT
    'single_agency_audits' AS view_name,
    concat_ws(' ', agency, ref) AS grain,
    count(*) AS found
FROM main.single_agency_audits
GROUP BY agency, ref
HAVING count(*) > 1
UNION ALL
SELECT
    'tool_areas' AS view_name,
    concat_ws(' ', tool, tool_version, area) AS grain,
    count(*) AS found
FROM main.tool_areas
GROUP BY tool, tool_version, area
HAVING count(*) > 1
UNION ALL
SELECT
    'tool_feedback' AS view_name,
    CAST(position AS VARCHAR) AS grain,
    count(*) AS found
FROM main.tool_feedback
GROUP BY position
HAVING count(*) > 1
UNION ALL
SELECT
    'tools' AS view_name,
    concat_ws(' ', tool, tool_version) AS grain,
    count(*) AS found
FROM main.tools
GROUP BY tool, tool_version
HAVING count(*) > 1
UNION ALL
SELECT
    'wave_settings' AS view_name,
    concat_ws(' ', tool, area, audit) AS grain,
    count(*) AS found
FROM main.wave_settings
GROUP BY tool, area, audit
HAVING count(*) > 1
UNION ALL
SELECT
    'waves' AS view_name,
    concat_ws(' ', tool, area, audit) AS grain,
    count(*) AS found
FROM main.waves
GROUP BY tool, area, audit
HAVING count(*) > 1
UNION ALL
SELECT
    'work_streams' AS view_name,
    CAST(theme AS VARCHAR) AS grain,
    count(*) AS found
FROM main.work_streams
GROUP BY theme
HAVING count(*) > 1;
