"""Practice: the reader writes the code under test in a file of their own, and the claims judge it.

`exercise` brings question, our program and its claims together, `source_check` looks at a file before it runs,
`attempt` judges it; `files` keeps the reader's files, `watching` judges one after each save, `example` runs ours,
`round` writes what became of an attempt and tells the schedule.
"""
