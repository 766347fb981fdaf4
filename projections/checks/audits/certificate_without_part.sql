-- A certificate for somebody who neither led the audit, nor audited for it, nor came to its day.
WITH attended AS (
    SELECT audit, unnest(attended) AS one FROM main.moderation_held
),
parts AS (
    SELECT audit, person FROM main.lead_auditor_appointed
    UNION SELECT audit, person FROM main.briefing_acknowledged
    UNION SELECT audit, one.person FROM attended
)
SELECT given.position, given.audit, given.person
FROM main.participation_certified AS given
LEFT JOIN parts ON parts.audit = given.audit AND parts.person = given.person
WHERE parts.audit IS NULL;
