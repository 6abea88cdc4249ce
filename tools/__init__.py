"""Programs for those who work on quizdl: each says at its top what it is and how to run it."""
