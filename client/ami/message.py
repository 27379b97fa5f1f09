"""One AMI message: an event, a response, or a row of a list."""

SEPARATOR = b"\r\n\r\n"


class Message:
    """The headers of one message, in Asterisk's own spelling.

    A header may stand several times (`ChanVariable` does): `all` gives every value, `get`
    the last one. A missing header reads as "".
    """

    __slots__ = ("_headers",)

    def __init__(self, headers: dict[str, list[str]]) -> None:
        self._headers = headers

    def get(self, key: str) -> str:
        """The header's last value, "" when it is missing."""
        values = self._headers.get(key)
        return values[-1] if values else ""

    def all(self, key: str) -> list[str]:
        """All values of the header, in order."""
        return self._headers.get(key, [])

    @property
    def event(self) -> str:
        """The event's name; "" for a response."""
        return self.get("Event")

    @property
    def succeeded(self) -> bool:
        """False for a response that is an error."""
        return self.get("Response") in ("Success", "Follows", "Goodbye")

    def keys(self) -> frozenset[str]:
        """The names of all headers."""
        return frozenset(self._headers)

    def variable(self, header: str, name: str) -> str | None:
        """The value of `name` among headers like "ChanVariable: name=value"; None if not there."""
        start = name + "="
        for value in self.all(header):
            if value.startswith(start):
                return value[len(start) :]
        return None


def parse(block: bytes) -> Message:
    """Read one message, without the empty line that ends it.

    Never fails: a line without a colon is passed over; bytes that are no UTF-8 are taken for
    Latin-1, so that no name loses a character.
    """
    try:
        text = block.decode()
    except UnicodeDecodeError:
        text = block.decode("latin-1")
    headers: dict[str, list[str]] = {}
    for line in text.split("\r\n"):
        key, colon, value = line.partition(":")
        if colon:
            headers.setdefault(key, []).append(value[1:] if value[:1] == " " else value)
    return Message(headers)
