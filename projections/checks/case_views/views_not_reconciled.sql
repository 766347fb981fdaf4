-- An audit whose cases heard, asked, not sought and silent do not add up to its cases.
SELECT
    views.audit, views.cases, views.cases_heard, views.cases_asked, views.cases_not_sought,
    views.cases_silent
FROM main.audit_views AS views
JOIN main.audit_progress AS progress ON progress.audit = views.audit
WHERE views.cases
        <> views.cases_heard + views.cases_asked + views.cases_not_sought + views.cases_silent
    OR views.cases <> progress.cases;
