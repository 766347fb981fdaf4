-- A replacement of a case that was not drawn, or by one that was not.
SELECT gone.position, gone.audit, gone.case_ref, gone.replaced_by
FROM main.case_replaced AS gone
LEFT JOIN main.case_sampled AS drawn
    ON drawn.audit = gone.audit
    AND drawn.case_ref = gone.case_ref
    AND drawn.position < gone.position
LEFT JOIN main.case_sampled AS heir
    ON heir.audit = gone.audit AND heir.case_ref = gone.replaced_by
WHERE drawn.audit IS NULL OR (gone.replaced_by IS NOT NULL AND heir.audit IS NULL);
