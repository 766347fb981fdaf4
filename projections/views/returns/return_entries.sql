-- grain: audit, case_ref, agency
-- One row per audit, case and agency of which an entry says that its return was received, that the
-- agency was not involved, or that the return was withdrawn, so that it is due again: the latest.
WITH entries AS (
    SELECT
        audit, case_ref, agency, 'received' AS state,
        auditor, independent, recorded_at, position
    FROM main.return_appended
    UNION ALL
    SELECT
        audit, case_ref, agency, 'not involved',
        NULL, NULL, recorded_at, position
    FROM main.no_involvement_declared
    UNION ALL
    SELECT
        audit, case_ref, agency, 'due',
        NULL, NULL, NULL, position
    FROM main.return_withdrawn
)
SELECT audit, case_ref, agency, state, auditor, independent, recorded_at, position
FROM entries
QUALIFY is_latest(position, audit, case_ref, agency);
