"""Pages that go into a pack as they are."""
