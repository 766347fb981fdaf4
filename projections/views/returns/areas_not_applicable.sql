-- grain: audit, case_ref, agency, area
-- One row per audit, case, agency and area that the agency's standing return calls not applicable.
WITH named AS (
    SELECT
        appended.audit,
        appended.case_ref,
        appended.agency,
        unnest(appended.not_applicable) AS entry,
        appended.position
    FROM main.return_appended AS appended
)
SELECT named.audit, named.case_ref, named.agency, named.entry.area AS area
FROM named
JOIN main.returns_standing AS returns
    ON returns.audit = named.audit
    AND returns.case_ref = named.case_ref
    AND returns.agency = named.agency
    AND returns.position = named.position
WHERE returns.state = 'received';
