-- grain: audit
-- One row per audit that was entered from a document and is not taken back, as corrected last.
-- `entered_after`: the entry after which its cases were entered.
WITH withdrawn AS (
    SELECT audit, max(position) AS position FROM main.entered_audit_withdrawn GROUP BY audit
)
SELECT
    entered.audit,
    entered.title,
    entered.process,
    entered.tool,
    entered.tool_version,
    entered.casework_window."start" AS casework_start,
    entered.casework_window."end" AS casework_end,
    entered.agencies,
    entered.frame_definition,
    entered.how_chosen,
    entered.moderated_on,
    entered.document.title AS document_title,
    entered.document.digest AS document_digest,
    entered.document.dated_on AS document_dated_on,
    entered.actor AS entered_by,
    entered.recorded_at AS entered_at,
    coalesce(withdrawn.position, 0) AS entered_after,
    entered.position
FROM main.audit_entered_from_document AS entered
LEFT JOIN withdrawn ON withdrawn.audit = entered.audit
WHERE entered.position > coalesce(withdrawn.position, 0)
QUALIFY is_latest(entered.position, entered.audit);
