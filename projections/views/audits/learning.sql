-- grain: position
-- One row per entry of learning that moderation agreed from a case; its words are in the ledger.
SELECT audit, case_ref, recorded_at, position FROM main.learning_agreed;
