"""What `import quizdl` offers; `quizdl/__init__.py` imports it when it is first used."""
