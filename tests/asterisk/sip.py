"""SIP messages as they are on the wire: enough of them to say what a phone saw."""

import re
from dataclasses import dataclass

_NAME_ADDR = re.compile(
    r'\s*(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<bare>[^<"]*?))\s*<sips?:(?:(?P<user>[^@>;]*)@)?[^>]*>'
)


@dataclass(frozen=True, slots=True)
class Party:
    """Who a header such as From or P-Asserted-Identity names; "" for what it does not say."""

    name: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class SipMessage:
    """A SIP request or response as it was on the wire."""

    received: bool
    """By the phone; False: sent by it."""
    start: str
    """The first line."""
    headers: tuple[tuple[str, str], ...]
    """In order; a header may repeat."""
    body: str

    def header(self, name: str) -> str:
        """Return a header's first value, "" where there is none."""
        return next((value for key, value in self.headers if key == name.lower()), "")

    @property
    def method(self) -> str:
        """A request's method; "" for a response."""
        return "" if self.status else self.start.partition(" ")[0]

    @property
    def status(self) -> int:
        """A response's code; 0 for a request."""
        return int(self.start.split(" ")[1]) if self.start.startswith("SIP/2.0 ") else 0

    @property
    def answers(self) -> str:
        """The method that a response belongs to, by its CSeq; "" for a request."""
        return self.header("CSeq").rpartition(" ")[2] if self.status else ""

    def party(self, name: str) -> Party:
        """Return the party that a header names."""
        found = _NAME_ADDR.match(self.header(name))
        if found is None:
            return Party()
        shown = re.sub(r"\\(.)", r"\1", found["quoted"]) if found["quoted"] else found["bare"]
        return Party(name=shown or "", number=found["user"] or "")


def read_message(text: str, *, received: bool) -> SipMessage:
    """Read a whole message."""
    head, _, body = text.partition("\r\n\r\n")
    start, *lines = head.split("\r\n")
    headers = []
    for line in lines:
        name, _, value = line.partition(":")
        headers.append((name.strip().lower(), value.strip()))
    return SipMessage(received=received, start=start, headers=tuple(headers), body=body)
