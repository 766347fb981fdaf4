-- An answer, an acknowledgement or SAIG's consideration of what was never asked, given or reported.
WITH asked AS (
    SELECT 'query' AS kind, concat_ws('/', audit, case_ref, agency, number) AS what, position
    FROM main.query_raised
    UNION ALL
    SELECT 'comment', concat_ws('/', audit, agency, number), position
    FROM main.report_commented
    UNION ALL
    SELECT 'feedback', concat_ws('/', audit, case_ref, agency, recipient), position
    FROM main.feedback_delivered
    UNION ALL
    SELECT 'single-agency audit', concat_ws('/', agency, ref), position
    FROM main.single_agency_audit_reported
),
answers AS (
    SELECT 'query' AS kind, concat_ws('/', audit, case_ref, agency, number) AS what, position
    FROM main.query_answered
    UNION ALL
    SELECT 'comment', concat_ws('/', audit, agency, number), position
    FROM main.report_comment_answered
    UNION ALL
    SELECT 'feedback', concat_ws('/', audit, case_ref, agency, recipient), position
    FROM main.feedback_acknowledged
    UNION ALL
    SELECT 'single-agency audit', concat_ws('/', agency, ref), position
    FROM main.single_agency_audit_considered
)
SELECT answers.position, answers.kind, answers.what
FROM answers
LEFT JOIN asked
    ON asked.kind = answers.kind
    AND asked.what = answers.what
    AND asked.position < answers.position
WHERE asked.kind IS NULL;
