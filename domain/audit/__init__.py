"""One audit from its agreed plan to its closing: plan, report, and who took part."""
