"""The quiz on screen, in Textual. Screens show values and send messages; they decide nothing."""
