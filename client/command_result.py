"""How a command ends: the exit codes, and a pickup's end as it is printed. Cheap to import."""

import io
import sys
from typing import NamedTuple

from client import closed_output

DONE, NOT_DONE, WRONG_USAGE, NO_LINK, NO_RIGHT = range(5)
"""The exit codes; `client.cli.verbs` says what each means."""
INTERRUPTED = 130
"""By Ctrl-C, as shells count it."""


class CommandResult(NamedTuple):
    """How a pickup ended: the exit code, one sentence, and the same as a line of JSON."""

    code: int
    words: str
    line: str


def print_result(result: CommandResult, *, as_json: bool) -> int:
    """Print it; return the exit code, which is right even where nothing can be printed."""
    is_told = result.code == DONE
    if as_json or is_told:
        try:
            print(result.line if as_json else result.words, flush=True)
        except OSError as error:
            closed_output.discard(sys.stdout)
            is_told &= not closed_output.is_closed(error)  # a reader that has gone wants no more
    if not is_told:
        print_stderr(result.words)
    return result.code


def print_stderr(sentence: str) -> None:
    """Print beside the output. Where nobody can read it, the exit code has to do."""
    if sys.stderr is not None:
        try:
            print(sentence, file=sys.stderr, flush=True)
        except OSError:
            closed_output.discard(sys.stderr)


def set_output_encoding(*, for_programs: bool) -> None:
    """A name that the terminal's encoding lacks ends no program; what programs read is UTF-8."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8" if for_programs else None, errors="replace")
