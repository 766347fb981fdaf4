"""What was audited before this record began, as a document says it."""
