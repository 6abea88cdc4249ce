"""The memory that training a reader's own model needs: traced on fake tensors, or measured in one real step.

`quizdl memory` runs this package as a program in a process of its own; `quizdl.estimate_memory` calls it.
"""
