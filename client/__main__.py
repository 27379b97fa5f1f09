"""The command `cornetta`: reads the arguments and chooses window or command line.

PySide6 is imported for the window alone.
"""

# signal without its enums, which take a millisecond.
import _signal  # type: ignore[import-not-found]

# Until what runs hears of Ctrl-C, it ends the process at once and without a word: PySide loses a
# KeyboardInterrupt while it loads, and crashes later. A shell may have us ignore it.
if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
    _signal.signal(_signal.SIGINT, _signal.SIG_DFL)

import gc
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING

from client import closed_output, core_dumps
from client.cli import fast_path
from client.command_result import DONE, INTERRUPTED, NOT_DONE, WRONG_USAGE, print_stderr
from client.config.settings_names import NoHome

if TYPE_CHECKING:
    from client.self_test import Check


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    core_dumps.forbid()
    closed_output.keep_places()
    try:
        try:
            return _run(sys.argv[1:] if argv is None else argv)
        finally:
            closed_output.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except NoHome as error:
        print_stderr(f"This user has no home folder. Set HOME, or {error}.")
        return WRONG_USAGE
    except OSError as error:
        if closed_output.has_no_reader(error):
            closed_output.discard(sys.stdout)
            return DONE
        if not closed_output.is_closed(error):
            raise
        closed_output.discard(sys.stdout)
        print_stderr(f"The output cannot be written: {error.strerror}.")
        return NOT_DONE


def _run(words: Sequence[str]) -> int:
    arguments = fast_path.arguments(words)
    if arguments is None:
        from client.cli.arguments import read  # noqa: PLC0415 - slow to import

        arguments = read(words)
    if arguments.verb == "pickup":
        _hear_ctrl_c()
    if arguments.verb in (None, "pickup"):
        code = fast_path.run(arguments)
        if code is not None:
            return code
    if arguments.verb == "self-test":
        from client.self_test import run as run_self_test  # noqa: PLC0415 - seldom wanted

        return run_self_test(_window_checks, as_json=arguments.json)
    if not arguments.verb:
        return load_window()(arguments)
    with _loading():
        from client.cli import verbs  # noqa: PLC0415 - asyncio and TLS are slow to load
    _hear_ctrl_c()
    return verbs.run(arguments)


def load_window() -> Callable[[SimpleNamespace], int]:
    """Load the window's libraries, which is slow; return what opens it."""
    with _loading():
        from client.qt.app import run  # noqa: PLC0415 - only for a window
    return run


def _hear_ctrl_c() -> None:
    if _signal.getsignal(_signal.SIGINT) == _signal.SIG_DFL:
        _signal.signal(_signal.SIGINT, _signal.default_int_handler)


@contextmanager
def _loading() -> Iterator[None]:
    """Collect no garbage: what is loaded stays, and to look through it takes 5% of the start."""
    gc.disable()
    yield
    gc.freeze()
    gc.enable()


def _window_checks() -> "list[Check]":
    from client.qt.self_test import checks  # noqa: PLC0415 - fails where Qt is not whole

    return checks()


if __name__ == "__main__":
    sys.exit(main())
