"""Long trials, run by make trials only."""
