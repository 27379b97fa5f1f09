"""A session that is live without a link: it hears what it is given."""

import asyncio

from client.ami.protocol import AmiProtocol, Tap
from client.ami_session import AmiSession
from client.calls.events import GroupId, Party
from client.config.credentials import Secret
from client.config.settings import Settings

BANNER = b"Asterisk Call Manager/9.0.0\r\n"
GROUPS = (GroupId("501"), GroupId("502"))


class Transport(asyncio.Transport):
    """Goes nowhere."""

    def is_closing(self) -> bool:
        return False

    def abort(self) -> None:
        """End; there is nothing to end."""


def listening(tap: Tap | None = None) -> tuple[AmiSession, AmiProtocol]:
    """The session of extension 204, and the protocol that takes the stream's bytes."""
    settings = Settings(host="pbx", username="agent", extension="204")
    session = AmiSession(settings, Secret(""), tap)
    session.me = Party("204", "Desk 204")
    session._ringing.set_user("204", GROUPS)
    protocol = AmiProtocol(session._receiver())
    protocol.connection_made(Transport())
    protocol.data_received(BANNER)
    return session, protocol
