"""The web door: people sign in from their own desks, each through their own identity provider."""
