"""Practice: the reader writes the code under test, and the claims judge it."""
