-- grain: audit, number
-- One row per audit and comment on its report: who made it, when it was answered, what changed.
SELECT
    made.audit,
    made.number,
    made.agency,
    made.recorded_at AS commented_at,
    made.position,
    answers.recorded_at AS answered_at,
    answers.position AS answer_position,
    answers.report_changed
FROM main.report_commented AS made
LEFT JOIN main.report_comment_answered AS answers
    ON answers.audit = made.audit AND answers.number = made.number;
