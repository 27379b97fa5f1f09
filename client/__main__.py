"""The command `cornetta`: reads the arguments and chooses window or command line.

PySide6 is imported for the window alone.
"""

import gc
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from client import at_once, core_dumps

if TYPE_CHECKING:
    import argparse

    from client.self_test import Check


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    core_dumps.forbid()
    words = sys.argv[1:] if argv is None else argv
    code = at_once.run(words)
    if code is not None:
        return code
    from client.arguments import parser  # noqa: PLC0415 - a hotkey's pickup does without

    arguments = parser(words).parse_args(words)
    if arguments.verb == "self-test":
        from client.self_test import run as run_self_test  # noqa: PLC0415 - seldom wanted

        return run_self_test(_window_checks, as_json=arguments.json)
    if not arguments.verb:
        return load_window()(arguments)
    with _loading():
        from client import cli  # noqa: PLC0415 - asyncio and TLS are slow to load
    # A window that hangs is not waited for twice.
    return cli.run(arguments, ask_window=at_once.target_of(words) is None)


def load_window() -> "Callable[[argparse.Namespace], int]":
    """Load the window's libraries, which is slow; return what opens it."""
    with _loading():
        from client.qt.app import run  # noqa: PLC0415 - only for a window
    return run


@contextmanager
def _loading() -> Iterator[None]:
    """All of it stays to the end: to look through it for garbage takes 5% of the start."""
    gc.disable()
    yield
    gc.freeze()
    gc.enable()


def _window_checks() -> "list[Check]":
    from client.qt.self_test import checks  # noqa: PLC0415 - fails where Qt is not whole

    return checks()


if __name__ == "__main__":
    sys.exit(main())
