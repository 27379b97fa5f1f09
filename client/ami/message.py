"""One AMI message: an event, a response, or a row of a list."""

SEPARATOR = b"\r\n\r\n"


class Message:
    """The headers of one message, in Asterisk's own spelling.

    A header may stand several times (`ChanVariable` does): `all` gives every value, `get`
    the last one. A missing header reads as "".

    Nothing is taken apart beforehand: of most messages only a few headers are ever read, and they
    are found as fast where they stand.

    Args:
        text: the message's lines, without the empty one that ends it.

    Attributes:
        event: the event's name, which stands first; "" for a response.
        text: the message's lines, each between line ends.
    """

    __slots__ = ("event", "text")

    def __init__(self, text: str) -> None:
        self.text = f"\r\n{text}\r\n"
        if text.startswith("Event: "):
            self.event = self.text[9 : self.text.find("\r\n", 9)]
        else:
            self.event = self.get("Event")

    def get(self, key: str) -> str:
        """The header's last value, "" when it is missing."""
        text, header = self.text, f"\r\n{key}:"
        at = text.rfind(header)
        if at < 0:
            return ""
        at += len(header)
        return text[at : text.find("\r\n", at)].removeprefix(" ")

    def all(self, key: str) -> list[str]:
        """All values of the header, in order."""
        return [value for name, value in self.headers() if name == key]

    def headers(self) -> list[tuple[str, str]]:
        """All headers and their values, in order: for who reads many of a long message."""
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

    Never fails: a line without a colon is passed over; bytes that are no UTF-8 are taken for
    Latin-1, so that no name loses a character.
    """
    try:
        return Message(block.decode())
    except UnicodeDecodeError:
        return Message(block.decode("latin-1"))
