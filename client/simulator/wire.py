"""AMI's text: actions as they arrive, events as they leave, and values as AMI splits them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from client.simulator.channel import Header


class Action:
    """One action. Header names are compared without regard to case, as Asterisk does."""

    def __init__(self, headers: list[Header]) -> None:
        self.headers = headers

    def get(self, name: str) -> str:
        """The first value of a header, "" where there is none."""
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> list[str]:
        """Every value of a header that may repeat."""
        return [value for key, value in self.headers if key.lower() == name.lower()]


class ActionReader:
    """Cuts a stream into actions, whatever the pieces in which it comes."""

    def __init__(self) -> None:
        self._rest = b""
        self._headers: list[Header] = []

    def feed(self, data: bytes) -> Iterator[Action]:
        """Take more bytes; yields each action that is complete with them."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            text = line.rstrip(b"\r").decode("utf-8", "surrogateescape")
            if text:
                name, _, value = text.partition(":")
                self._headers.append((name.strip(), value.strip(" ")))
            elif self._headers:
                headers, self._headers = self._headers, []
                yield Action(headers)


@dataclass(frozen=True)
class Event:
    """One AMI event; `privilege` is its class."""

    name: str
    privilege: str
    headers: tuple[Header, ...]

    @cached_property
    def text(self) -> str:
        """Print the event as it goes over the wire, without the empty line that ends it."""
        lines = [("Event", self.name), ("Privilege", f"{self.privilege},all"), *self.headers]
        return "".join(f"{name}: {value}\r\n" for name, value in lines)


def action_id(action: Action) -> list[Header]:
    """The header that says which action a message answers."""
    given = action.get("ActionID")
    return [("ActionID", given)] if given else []


def render(headers: list[Header]) -> bytes:
    """Print one message with the empty line that ends it."""
    text = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return f"{text}\r\n".encode("utf-8", "surrogateescape")


def split_arguments(text: str) -> list[str]:
    r"""Split at commas as Asterisk splits arguments: quotes and brackets protect a comma.

    Quotes vanish; a backslash vanishes and protects what follows. Source: seen on 22.10.
    """
    parts, depth, quoted, escaped = [""], 0, False, False
    for char in text:
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
            continue
        elif char == '"':
            quoted = not quoted
            continue
        elif char == "," and not quoted and depth == 0:
            parts.append("")
            continue
        elif not quoted:
            depth = max(0, depth + (char in "([") - (char in ")]"))
        parts[-1] += char
    return parts
