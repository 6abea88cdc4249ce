"""Widgets of the quiz; each shows values that it is given and sends messages."""
