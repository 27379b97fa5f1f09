"""Asks whoever sits at the terminal, beside what the command prints, which may go into a file."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getpass

from client.command_result import print_stderr
from client.config.credentials import Secret
from client.errors import ClientError


class OwnTerminal:
    """Implements `client.admin.access.Terminal`."""

    def ask(self, question: str) -> str:
        """The answer, without space around it."""
        print(question, end="", file=sys.stderr, flush=True)
        with _answering():
            return sys.stdin.readline().strip()

    def ask_secret(self, question: str) -> Secret:
        """The answer, which nobody sees."""
        with _answering():
            return Secret(getpass(question))

    def say(self, sentence: str) -> None:
        """Tell it."""
        print_stderr(sentence)


def own_terminal() -> OwnTerminal | None:
    """The one that we run in; None where nobody could answer."""
    there = sys.stdin is not None and sys.stdin.isatty()  # a desktop may start us without any
    if there and sys.platform == "win32":  # its null device says that it is a terminal, too
        there = type(getattr(sys.stdin.buffer, "raw", None)).__name__ == "_WindowsConsoleIO"
    return OwnTerminal() if there else None


@contextmanager
def _answering() -> Iterator[None]:
    """Let Ctrl-C end a question at once, and Ctrl-D as well.

    asyncio takes the first Ctrl-C for a wish to end the task, which waits for the answer.

    Raises:
        ClientError: the answer is in another character set; nothing of it is told.
    """
    before = signal.getsignal(signal.SIGINT)
    if callable(before):  # not where a shell has us ignore it
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    except EOFError:
        raise KeyboardInterrupt from None
    except UnicodeDecodeError as error:
        told = f"The answer is not in {error.encoding}, as the locale says: set the terminal to it."
        raise ClientError(told) from None
    finally:
        signal.signal(signal.SIGINT, before)
