"""What is agreed about one case on the moderation day, and the views of its child and family."""
