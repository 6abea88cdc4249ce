"""The entry point of `quizdl` and `python -m quizdl`."""

import gc
import sys


def main() -> None:
    """Run the command line and exit with its code."""
    gc.set_threshold(50_000)  # starting up makes little but lasting objects: most looks for garbage are in vain
    try:
        from quizdl.cli import run

        run()
    except KeyboardInterrupt:  # while it was still starting
        sys.exit(130)


if __name__ == "__main__":
    main()
