-- grain: agency, ref
-- One row per agency and audit of its own (reference): declared, reported, or considered by SAIG,
-- without what was called off or taken back.
WITH declared AS (
    SELECT agency, ref, title, period, quarter
    FROM main.single_agency_audit_declared AS said
    ANTI JOIN main.single_agency_audit_called_off AS gone
        ON gone.agency = said.agency
        AND gone.ref = said.ref
        AND gone.period = said.period
        AND gone.position > said.position
    QUALIFY is_latest(position, agency, ref)
),
reported AS (
    SELECT
        agency, ref, title, reported_on, strengths, improvements, for_the_programme, document,
        position
    FROM main.single_agency_audit_reported AS said
    ANTI JOIN main.single_agency_report_withdrawn AS gone
        ON gone.agency = said.agency AND gone.ref = said.ref AND gone.position > said.position
    QUALIFY is_latest(position, agency, ref)
),
considered AS (
    SELECT agency, ref, considered_on, conclusion
    FROM main.single_agency_audit_considered AS said
    ANTI JOIN main.single_agency_report_withdrawn AS gone
        ON gone.agency = said.agency AND gone.ref = said.ref AND gone.position > said.position
    QUALIFY is_latest(position, agency, ref)
)
SELECT
    coalesce(reported.agency, declared.agency) AS agency,
    coalesce(reported.ref, declared.ref) AS ref,
    coalesce(reported.title, declared.title) AS title,
    declared.period,
    declared.quarter,
    CASE
        WHEN considered.considered_on IS NOT NULL THEN 'considered'
        WHEN reported.reported_on IS NOT NULL THEN 'reported'
        ELSE 'declared'
    END AS state,
    reported.reported_on,
    coalesce(reported.strengths, CAST([] AS VARCHAR[])) AS strengths,
    coalesce(reported.improvements, CAST([] AS VARCHAR[])) AS improvements,
    reported.for_the_programme,
    reported.document.name AS document_name,
    reported.document.digest AS document_digest,
    considered.considered_on,
    considered.conclusion,
    reported.position
FROM declared
FULL JOIN reported ON reported.agency = declared.agency AND reported.ref = declared.ref
LEFT JOIN considered ON considered.agency = reported.agency AND considered.ref = reported.ref;
