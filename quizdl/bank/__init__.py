"""Question banks: what a question is, reading it from YAML, checking it, trusting its verifiers."""
