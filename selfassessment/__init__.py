"""Self-assessment of a region on the controls of a framework."""
