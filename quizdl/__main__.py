"""`python -m quizdl` is `quizdl`."""

from quizdl.cli import main

if __name__ == "__main__":
    main()
