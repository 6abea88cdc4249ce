"""Programs for developers of quizdl; the first lines of each say how to run it."""
