"""The quiz and the interview line by line, for pipes, screen readers and simple terminals."""
