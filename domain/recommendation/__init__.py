"""Recommendations, their actions, and SAIG's judgement of their impact."""
