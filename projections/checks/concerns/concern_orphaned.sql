-- A step of a safeguarding concern before the step that it follows, or a number left out.
WITH steps AS (
    SELECT audit, concern, 1 AS step, position FROM main.concern_raised
    UNION ALL SELECT audit, concern, 2, position FROM main.concern_taken_up
    UNION ALL SELECT audit, concern, 3, position FROM main.concern_acknowledged
    UNION ALL SELECT audit, concern, 4, position FROM main.concern_resolved
)
SELECT later.position, later.audit, later.concern, 'step left out' AS problem
FROM steps AS later
LEFT JOIN steps AS earlier
    ON earlier.audit = later.audit
    AND earlier.concern = later.concern
    AND earlier.step = later.step - 1
    AND earlier.position < later.position
WHERE later.step > 1 AND earlier.audit IS NULL
UNION ALL
SELECT later.position, later.audit, later.concern, 'number left out'
FROM steps AS later
LEFT JOIN steps AS earlier
    ON earlier.audit = later.audit
    AND earlier.concern = later.concern - 1
    AND earlier.step = 1
    AND earlier.position < later.position
WHERE later.step = 1 AND later.concern > 1 AND earlier.audit IS NULL;
