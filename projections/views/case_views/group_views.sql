-- grain: position
-- One row per entry of what a group said: a questionnaire, or the Young People's Board.
SELECT audit, method, heard_on, respondents, position FROM main.group_views_recorded;
