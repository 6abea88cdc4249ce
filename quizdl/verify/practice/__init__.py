"""A reader's program in a process of its own, and its stand-in in the process of the experiment.

`wire` says how values travel, `worker` is the reader's process, `stand_in` takes the place of our function or class and
holds every call to its contract, `faults` are what can be wrong with a program apart from its numbers.
"""
