-- grain: audit, case_ref, agency, area
-- One row per area that moderation found not to apply, as it stands: to one agency's work, or to
-- the case, where `agency` is NULL. No grade of it counts.
SELECT audit, case_ref, NULL AS agency, area, position
FROM main.grades_agreed_for_case
WHERE kind = 'found not applicable' AND superseded_by IS NULL
UNION ALL
SELECT audit, case_ref, agency, area, position
FROM main.agency_areas_not_applicable
WHERE superseded_by IS NULL;
