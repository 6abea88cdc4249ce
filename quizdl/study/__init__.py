"""The reader's study: pure rules of a session, no screens and no files."""
