"""The command line: ``python -m tamis clean page.html`` is ``tamis clean page.html``."""

import os
import sys

from ._tamis import run_program


def main() -> None:
    """Runs the command line with the arguments of the process."""
    sys.stdout.flush()
    status = run_program(["tamis", *sys.argv[1:]])
    # The program has written everything itself; nothing of the interpreter's is left to end.
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    main()
