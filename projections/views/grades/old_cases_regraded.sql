-- grain: audit, case_ref, agency, area, in_audit
-- One row per area of an old case that was graded again at a later audit: what was given last, and
-- not taken back since.
WITH newest AS (
    SELECT audit, case_ref, agency, area, in_audit, grade, position
    FROM main.old_case_regraded
    QUALIFY is_latest(position, audit, case_ref, agency, area, in_audit)
)
SELECT newest.audit, newest.case_ref, newest.agency, newest.area, newest.in_audit, newest.grade
FROM newest
ANTI JOIN main.regrade_withdrawn AS gone
    ON gone.audit = newest.audit
    AND gone.case_ref = newest.case_ref
    AND gone.agency = newest.agency
    AND gone.area = newest.area
    AND gone.in_audit = newest.in_audit
    AND gone.position > newest.position;
