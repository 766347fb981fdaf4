-- A grade given, revised or moderated where no return of the agency stood.
WITH changes AS (
    SELECT audit, case_ref, agency, true AS stands, position FROM main.return_appended
    UNION ALL
    SELECT audit, case_ref, agency, false, position FROM main.return_withdrawn
    UNION ALL
    SELECT audit, case_ref, agency, false, position FROM main.no_involvement_declared
),
before AS (
    SELECT history.position, latest(changes.stands, changes.position) AS stood
    FROM main.grade_history AS history
    LEFT JOIN changes
        ON changes.audit = history.audit
        AND changes.case_ref = history.case_ref
        AND changes.agency = history.agency
        AND changes.position < history.position
    WHERE history.kind IN ('given', 'revised', 'moderated')
    GROUP BY history.position
)
SELECT history.position, history.audit, history.case_ref, history.agency, history.area
FROM before
JOIN main.grade_history AS history ON history.position = before.position
WHERE before.stood IS NOT true;
