-- grain: position
-- One row per entry by which moderation found that an area does not apply to one agency's work, and
-- the moderation of that grade that superseded it.
SELECT
    found.audit, found.case_ref, found.agency, found.area, found.actor, found.acting_role,
    found.recorded_at, found.position, min(moderated.position) AS superseded_by
FROM main.area_found_not_applicable AS found
LEFT JOIN main.grade_moderated AS moderated
    ON moderated.audit = found.audit
    AND moderated.case_ref = found.case_ref
    AND moderated.agency = found.agency
    AND moderated.area = found.area
    AND moderated.position > found.position
WHERE found.agency IS NOT NULL
GROUP BY ALL;
