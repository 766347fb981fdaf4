-- grain: audit, person
-- One row per audit and person with a part in it: nominated, briefed, at the moderation day,
-- certified, as recorded last. `attended_on` is NULL for who was not at the day.
WITH nominated AS (
    SELECT audit, person, latest(agency, position) AS agency
    FROM main.auditor_nominated
    GROUP BY audit, person
),
briefed AS (
    SELECT DISTINCT audit, person FROM main.briefing_acknowledged
),
days AS (
    SELECT audit, held_on, unnest(attended) AS came
    FROM (
        SELECT audit, held_on, attended
        FROM main.moderation_held
        QUALIFY is_latest(position, audit)
    ) AS newest
),
attended AS (
    SELECT
        audit, came.person AS person, came.agency AS agency, held_on,
        came.undertaking AS undertaking
    FROM days
),
leads AS (
    SELECT audit, latest(person, position) AS person
    FROM main.lead_auditor_appointed
    GROUP BY audit
),
everyone AS (
    SELECT audit, person FROM nominated
    UNION
    SELECT audit, person FROM attended
    UNION
    SELECT audit, person FROM leads
    UNION
    SELECT audit, person FROM main.certificates
)
SELECT
    everyone.audit,
    everyone.person,
    coalesce(nominated.agency, attended.agency) AS agency,
    leads.person IS NOT NULL AS is_lead,
    nominated.person IS NOT NULL AS was_nominated,
    briefed.person IS NOT NULL AS was_briefed,
    attended.held_on AS attended_on,
    attended.undertaking,
    certificates.hours
FROM everyone
LEFT JOIN nominated
    ON nominated.audit = everyone.audit AND nominated.person = everyone.person
LEFT JOIN briefed ON briefed.audit = everyone.audit AND briefed.person = everyone.person
LEFT JOIN attended ON attended.audit = everyone.audit AND attended.person = everyone.person
LEFT JOIN leads ON leads.audit = everyone.audit AND leads.person = everyone.person
LEFT JOIN main.certificates AS certificates
    ON certificates.audit = everyone.audit AND certificates.person = everyone.person;
