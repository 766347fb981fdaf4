-- Feedback passed on from a return that does not stand.
SELECT passed.position, passed.audit, passed.case_ref, passed.agency
FROM main.feedback_delivered AS passed
LEFT JOIN main.returns_due AS returns
    ON returns.audit = passed.audit
    AND returns.case_ref = passed.case_ref
    AND returns.agency = passed.agency
    AND returns.state = 'received'
    AND returns.position < passed.position
WHERE returns.audit IS NULL;
