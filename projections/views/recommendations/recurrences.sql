-- grain: recommendation, earlier, area
-- One row per recommendation and earlier one about the same area of the same tool that was closed
-- when it was made: what came back.
WITH tools AS (
    SELECT audit, tool FROM main.audit_plans
    UNION ALL
    SELECT audit, tool FROM main.entered_audits
),
about AS (
    SELECT
        made.recommendation,
        coalesce(made.tool, tools.tool) AS tool,
        unnest(made.areas) AS area,
        made.made_on,
        made.closed_on,
        made.judgement
    FROM main.recommendations AS made
    LEFT JOIN tools ON tools.audit = made.audit
)
SELECT
    later.recommendation,
    earlier.recommendation AS earlier,
    later.tool,
    later.area,
    later.made_on,
    earlier.closed_on,
    earlier.judgement
FROM about AS later
JOIN about AS earlier
    ON earlier.tool = later.tool
    AND earlier.area = later.area
    AND earlier.recommendation <> later.recommendation
    AND earlier.closed_on <= later.made_on;
