"""Screens of the quiz, one file each. They take values, send messages and decide nothing."""
