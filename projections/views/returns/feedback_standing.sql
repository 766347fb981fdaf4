-- grain: audit, case_ref, agency, recipient, step
-- One row per individual audit that was passed on to its practitioner or manager, and one more when
-- they acknowledged it; none for what was taken back since.
WITH steps AS (
    SELECT audit, case_ref, agency, recipient, 'delivered' AS step, position
    FROM main.feedback_delivered
    UNION ALL
    SELECT audit, case_ref, agency, recipient, 'acknowledged', position
    FROM main.feedback_acknowledged
)
SELECT DISTINCT steps.audit, steps.case_ref, steps.agency, steps.recipient, steps.step
FROM steps
ANTI JOIN main.feedback_withdrawn AS gone
    ON gone.audit = steps.audit
    AND gone.case_ref = steps.case_ref
    AND gone.agency = steps.agency
    AND gone.recipient = steps.recipient
    AND gone.position > steps.position;
