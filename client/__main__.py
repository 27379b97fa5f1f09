"""The command `cornetta`: reads the arguments and chooses window or command line.

PySide6 is imported for the window alone.
"""

import gc
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING

from client import closed_output, core_dumps
from client.cli import fast_path
from client.command_result import DONE, INTERRUPTED, NOT_DONE, WRONG_USAGE, print_stderr
from client.config.settings_place import NoHome

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
    except BrokenPipeError:
        closed_output.discard(sys.stdout)
        return DONE
    except NoHome as error:
        print_stderr(f"This user has no home folder. Set HOME, or {error}.")
        return WRONG_USAGE
    except OSError as error:
        if not closed_output.is_full(error):
            raise
        closed_output.discard(sys.stdout)
        print_stderr(f"The output cannot be written: {error.strerror}.")
        return NOT_DONE


def _run(words: Sequence[str]) -> int:
    arguments = fast_path.arguments(words)
    if arguments is None:
        from client.cli.arguments import read  # noqa: PLC0415 - slow to import

        arguments = read(words)
    if arguments.verb in (None, "pickup"):
        code = fast_path.run(arguments)
        if code is not None:
            return code
    if arguments.verb == "self-test":
        from client.self_test import run as run_self_test  # noqa: PLC0415 - seldom wanted

        with _ended_by_ctrl_c():
            return run_self_test(_window_checks, as_json=arguments.json)
    if not arguments.verb:
        with _ended_by_ctrl_c():
            return load_window()(arguments)
    with _loading():
        from client.cli import verbs  # noqa: PLC0415 - asyncio and TLS are slow to load
    return verbs.run(arguments)


def load_window() -> Callable[[SimpleNamespace], int]:
    """Load the window's libraries, which is slow; return what opens it."""
    with _loading():
        from client.qt.app import run  # noqa: PLC0415 - only for a window
    return run


@contextmanager
def _ended_by_ctrl_c() -> Iterator[None]:
    """Let Ctrl-C end the process at once, until the window that runs hears of it.

    PySide loses a KeyboardInterrupt while it loads, and crashes later.
    """
    import signal  # noqa: PLC0415 - a hotkey's pickup does without

    before = signal.getsignal(signal.SIGINT)
    if before is signal.default_int_handler:  # not where a shell has us ignore it
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


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
