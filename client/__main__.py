"""The command `cornetta`: reads the arguments and chooses window or command line.

PySide6 is imported for the window alone.
"""

import sys
from collections.abc import Sequence

from client import cli


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    arguments = cli.parser().parse_args(argv)
    if arguments.verb:
        return cli.run(arguments)
    from client.qt.app import run  # noqa: PLC0415 - the window's libraries are slow to load

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
