-- A case that is called not gradable, and has a grade that counts.
SELECT cases.audit, cases.case_ref, cases.not_gradable_position, graded.area
FROM main.audit_cases AS cases
JOIN main.case_area_grades AS graded
    ON graded.audit = cases.audit AND graded.case_ref = cases.case_ref
WHERE cases.not_gradable_position IS NOT NULL;
