"""The recent log, kept in memory. In each line our own text is apart from what others may say."""

import logging
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from client.sentence import Sentence, Words

MOST_LINES = 2000
MOST_CHARACTERS = 2000
"""Of one argument or one error."""

MOST_CAUSES = 10

_FOLDERS_SHOWN = 3

Shown = Callable[[str], str]
"""What becomes of a text that may speak of a person."""


class LogLine(Struct, frozen=True):
    """One line, and the traceback below it.

    Attributes:
        at: when, in seconds since the epoch.
        template: the text in our code, with its places for `arguments`.
        below: pairs of our own text and one that may speak of a person.
    """

    at: float
    level: str
    logger: str
    template: str
    arguments: tuple[object, ...]
    below: tuple[tuple[str, str], ...] = ()

    def text(self, shown: Shown = str) -> str:
        """The line as one reads it, with its line end."""
        stamp = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(self.at))
        arguments = tuple(_told(one, shown) for one in self.arguments)
        lines = [f"{stamp} {self.level} {self.logger}: {_filled_in(self.template, arguments)}"]
        lines += [f"    {own}{shown(other)}" for own, other in self.below]
        return "".join(f"{line}\n" for line in lines)


class RecentLog(logging.Handler):
    """Keeps the last lines; what Python prints of a log that nobody takes it still prints."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self._lines: deque[LogLine] = deque(maxlen=MOST_LINES)

    @property
    def lines(self) -> list[LogLine]:
        """The lines, the oldest first."""
        return list(self._lines)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        arguments = record.args if isinstance(record.args, tuple) else ()
        error = record.exc_info[1] if record.exc_info else None
        self._lines.append(
            LogLine(
                record.created,
                record.levelname,
                record.name,
                str(record.msg),
                tuple(one if isinstance(one, int | float) else _kept(one) for one in arguments),
                tuple(_traced(error)) if error is not None else (),
            )
        )
        last = logging.lastResort
        if last is not None and not logging.root.handlers and record.levelno >= last.level:
            last.handle(record)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Hear all that Cornetta logs, while the block runs."""
        logger = logging.getLogger("client")
        level = logger.level
        logger.setLevel(logging.DEBUG)
        logger.addHandler(self)
        try:
            yield
        finally:
            logger.removeHandler(self)
            logger.setLevel(level)


def _kept(value: object) -> Words:
    """A value, not too long; the words of a sentence are ours, and stay apart from its values."""
    if isinstance(value, Sentence):
        return replace(value, values=tuple((key, _kept(one)) for key, one in value.values))
    return _cut(str(value))


def _told(value: object, shown: Shown) -> object:
    if isinstance(value, Sentence):
        return value.told(shown)
    return shown(value) if isinstance(value, str) else value


def _traced(error: BaseException) -> Iterator[tuple[str, str]]:
    """Where an error came from, and what it says; the values of variables are not in it."""
    told: BaseException | None = error
    for _ in range(MOST_CAUSES):
        if told is None:
            return
        for frame in traceback.extract_tb(told.__traceback__):
            path = "/".join(Path(frame.filename).parts[-_FOLDERS_SHOWN:])
            yield f"{path}:{frame.lineno} in {frame.name}: {frame.line}", ""
        yield f"{type(told).__module__}.{type(told).__qualname__}: ", _cut(str(told))
        told = told.__cause__ or (None if told.__suppress_context__ else told.__context__)


def _filled_in(template: str, arguments: tuple[object, ...]) -> str:
    try:
        return template % arguments if arguments else template
    except (TypeError, ValueError):
        return f"{template} {arguments}"


def _cut(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}…"
