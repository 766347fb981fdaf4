-- An audit whose current grades are not its given ones less those that a withdrawal superseded.
WITH withdrawn AS (
    SELECT audit, case_ref, agency, max(position) AS position
    FROM main.return_withdrawn
    GROUP BY audit, case_ref, agency
),
given AS (
    SELECT given.audit, given.case_ref, given.agency, given.area
    FROM main.grade_given AS given
    LEFT JOIN withdrawn
        ON withdrawn.audit = given.audit
        AND withdrawn.case_ref = given.case_ref
        AND withdrawn.agency = given.agency
    JOIN main.returns_due AS due
        ON due.audit = given.audit
        AND due.case_ref = given.case_ref
        AND due.agency = given.agency
    WHERE withdrawn.position IS NULL OR given.position > withdrawn.position
),
expected AS (
    SELECT audit, count(*) AS grades FROM given GROUP BY audit
),
found AS (
    SELECT audit, count(*) AS grades FROM main.current_grades GROUP BY audit
)
SELECT
    coalesce(expected.audit, found.audit) AS audit,
    expected.grades AS given_and_standing,
    found.grades AS current_grades
FROM expected
FULL JOIN found ON found.audit = expected.audit
WHERE expected.grades IS DISTINCT FROM found.grades;
