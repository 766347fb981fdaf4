"""What cannot be undone: asked for by one person, done by another, with days between."""
