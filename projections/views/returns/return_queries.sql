-- grain: audit, case_ref, agency, number
-- One row per query on a return (audit, case, agency, number): when raised, when answered.
SELECT
    raised.audit,
    raised.case_ref,
    raised.agency,
    raised.number,
    raised.area,
    raised.recorded_at AS raised_at,
    raised.position AS raised_position,
    answered.recorded_at AS answered_at,
    answered.position AS answered_position
FROM main.query_raised AS raised
LEFT JOIN main.query_answered AS answered
    ON answered.audit = raised.audit
    AND answered.case_ref = raised.case_ref
    AND answered.agency = raised.agency
    AND answered.number = raised.number;
