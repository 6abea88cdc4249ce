"""The public API; `quizdl/__init__.py` imports it when it is first used."""
