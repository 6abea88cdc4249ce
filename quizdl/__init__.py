"""quizdl: deep-learning interview questions whose answers prove themselves."""

__version__ = "0.1.0"
