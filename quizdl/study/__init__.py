"""The reader's study: pure rules of a sitting, no screens and no files."""
