"""Coverage-guided fuzzing of what reads other people's bytes; run by hand: ``python -m tests.fuzz files -max_total_time=120``."""
