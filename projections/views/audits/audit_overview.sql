-- grain: audit
-- One row per audit: its plan, stage and dates beside its counts.
SELECT
    audits.audit, audits.title, audits.process, audits.stage, audits.tool, audits.tool_version,
    audits.purpose, audits.lead_auditor, audits.casework_start, audits.casework_end,
    audits.agencies, audits.frame_definition, audits.sample_size, audits.agreed_on,
    audits.briefing_on, audits.returns_by, audits.moderation_on, audits.report_by,
    audits.briefing_held_on, audits.moderation_held_on, audits.report_drafted_on,
    audits.report_circulated_on, audits.report_agreed_on, audits.report_considered_on,
    audits.closed_on, audits.opened_at, audits.is_open, audits.was_moderated, audits.is_settled,
    progress.cases, progress.cases_replaced, progress.cases_without_a_successor,
    progress.cases_not_gradable, progress.areas_found_not_applicable,
    progress.returns_due, progress.returns_received,
    progress.returns_not_involved, progress.returns_missing, progress.overall_grades_agreed,
    progress.strengths_found, progress.concerns_found, progress.auditors_nominated,
    progress.briefings_acknowledged, progress.comments, progress.comments_unanswered,
    progress.feedback_delivered, progress.feedback_acknowledged,
    progress.concerns_unresolved, progress.views_decided_on
FROM main.audits AS audits
JOIN main.audit_progress AS progress ON progress.audit = audits.audit;
