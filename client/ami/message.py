"""One AMI message: an event, a response, or a row of a list."""

import codecs

SEPARATOR = b"\r\n\r\n"
KEY_BYTES = 15
"""The length of an `event_key`: enough to tell an event from most others."""

_AS_LATIN_1 = "cornetta-latin-1"


def _as_latin_1(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)  # noqa: S101 - nothing else is done with it
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error(_AS_LATIN_1, _as_latin_1)


class Message:
    """The headers of one message, in Asterisk's own spelling.

    A header may be repeated (`ChanVariable` is): `get` gives its last value. A missing header reads
    as "".

    Nothing is split beforehand: of most messages only a few headers are ever read, and a search
    in the text is as fast.

    Args:
        text: the message's lines, each between line ends.

    Attributes:
        event: the event's name; "" for a response.
    """

    __slots__ = ("event", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        if text.startswith("\r\nEvent: "):
            self.event = text[9 : text.find("\r\n", 9)]
        else:
            self.event = self.get("Event")

    def get(self, key: str) -> str:
        """The header's last value, "" when it is missing."""
        _, found, rest = self.text.rpartition(f"\r\n{key}:")
        return rest.partition("\r\n")[0].removeprefix(" ") if found else ""

    def headers(self) -> list[tuple[str, str]]:
        """All headers and their values, in order: faster than `get` for many of a long message."""
        found = []
        for line in self.text.split("\r\n"):
            key, colon, value = line.partition(":")
            if colon:
                found.append((key, value[1:] if value[:1] == " " else value))
        return found

    @property
    def succeeded(self) -> bool:
        """False for a response that is an error."""
        return self.get("Response") in ("Success", "Follows", "Goodbye")

    def keys(self) -> frozenset[str]:
        """The names of all headers."""
        return frozenset(name for name, _ in self.headers())

    def variable(self, header: str, name: str) -> str | None:
        """The value of `name` among headers like "ChanVariable: name=value"; None if not there.

        The last one counts.
        """
        _, found, rest = self.text.rpartition(f"\r\n{header}: {name}=")
        return rest.partition("\r\n")[0] if found else None


def parse(block: bytes) -> Message:
    """Read one message, without the empty line that ends it.

    Never fails: a line without a colon is ignored; each byte that is not UTF-8 is read as
    Latin-1, so that no name loses a character.
    """
    return Message(f"\r\n{block.decode(errors=_AS_LATIN_1)}\r\n")


def event_key(name: bytes) -> bytes:
    """The first `KEY_BYTES` of an event of this name."""
    key = b"Event: %s\r\n" % name
    assert len(key) >= KEY_BYTES, "too short a name"  # noqa: S101 - the names are ours
    return key[:KEY_BYTES]
