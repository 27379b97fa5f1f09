"""One AMI connection: logged in, asked, watched, closed.

It ends once and for all; `client.ami_session` has `client.ami.opening` make a new one.
"""

import asyncio
import contextlib
import hashlib
from collections.abc import Mapping
from typing import Any

from client.ami.actions import Headers, checked
from client.ami.message import Message
from client.ami.protocol import STOOD_STILL_S, AmiAction, AmiProtocol
from client.errors import (
    AccountInUse,
    ActionRejected,
    ActionTimeout,
    AuthenticationFailed,
    ConnectionLost,
    InvalidValue,
    ShuttingDown,
)
from client.others_words import known
from client.sentence import Sentence, untranslated

ANSWER_WITHIN_S = 4.0
PING_AFTER_S = 4.0
"""How long after its last answer the PBX is asked whether it still hears us."""

_IN_USE = "Login Already In Use"
"""With `allowmultiplelogin = no`. Source: Asterisk's main/manager.c, 16 to 23."""

_SHUTTING_DOWN = "Asterisk is shutting down"
"""To every action, a login's too, from `core stop gracefully` on until the last call is over, which
may take hours, or be called off. Source: as above."""


class AmiConnection:
    """An open connection. Made by `client.ami.opening`; every wait in it is bounded."""

    def __init__(self, protocol: AmiProtocol) -> None:
        self._protocol = protocol

    @property
    def silent_s(self) -> float:
        """For how many seconds nothing has come from the PBX."""
        return self._protocol.silent_s

    @property
    def is_encrypted(self) -> bool:
        """Whether nobody between can read along."""
        return self._protocol.transport.get_extra_info("sslcontext") is not None

    @property
    def manager_version(self) -> str:
        """The version of the manager's interface, which anybody is told: "11.0.0"."""
        return self._protocol.banner

    def certificate(self) -> Mapping[str, Any]:
        """The PBX's verified certificate, as `ssl.SSLSocket.getpeercert` tells it; {} without."""
        return self._protocol.transport.get_extra_info("peercert") or {}

    async def login(self, username: str, secret: str, events: str) -> None:
        """Log in once. The secret itself is sent over TLS only, and only if MD5 is refused.

        Args:
            events: the classes of events to be sent from the first moment on, "call,agent".

        Raises:
            AuthenticationFailed: the PBX says no.
            AccountInUse: it lets nobody in twice.
            ConnectionLost: it says nothing, or hangs up.
        """
        try:
            # Asterisk takes spaces off in manager.conf; whoever copies the line may not.
            proof = await self._proof(secret.strip())
            await self.action("Login", {"Username": username, "Events": events, **proof})
        except ActionRejected as error:
            refused = AccountInUse if str(error.reason) == _IN_USE else AuthenticationFailed
            raise refused(error.reason) from None
        except (InvalidValue, UnicodeEncodeError):
            raise AuthenticationFailed(untranslated("account or secret cannot be sent")) from None

    async def _proof(self, secret: str) -> dict[str, str]:
        """What shows in a login that the secret is known.

        Raises:
            ActionRejected: the server wants the secret itself, where others might listen.
        """
        try:
            answer = await self.action("Challenge", {"AuthType": "MD5"})
        except ActionRejected:
            if not self.is_encrypted:
                raise
            return {"Secret": secret}
        # A secret from the environment may be bytes that are no UTF-8.
        text = (answer.get("Challenge") + secret).encode(errors="surrogateescape")
        return {"AuthType": "MD5", "Key": hashlib.md5(text).hexdigest()}  # noqa: S324 - AMI's only

    async def action(self, name: str, headers: Headers | None = None) -> Message:
        """Send an action; return its response.

        Raises:
            ActionRejected: the response is an error.
            ActionTimeout: no response in time; this has ended the connection.
            ConnectionLost: the link is down, or broke meanwhile.
            InvalidValue: a header may not be sent; nothing was.
        """
        return (await self._ask(name, headers or {}))[0]

    async def listing(self, name: str, headers: Headers | None = None) -> list[Message]:
        """Send an action that is answered by a list; return its rows. Raises as `action`."""
        return (await self._ask(name, headers or {}, listing=True))[1:]

    def tell(self, name: str, headers: Headers) -> None:
        """Send an action at once and wait for nothing; over a link that is lost nothing is sent."""
        if not self._protocol.lost.done():
            self._protocol.send(AmiAction({"Action": name, **checked(headers)}))

    def stay_awake(self, still_s: float = STOOD_STILL_S) -> None:
        """End the link when this program has stood still for so long; nothing more is sent then."""
        self._protocol.stay_awake(still_s)

    async def watch(self) -> ConnectionLost:
        """Return when the link is lost, and how.

        The PBX is asked again and again whether it is there, even while events come: what we
        send may get lost all the same. No answer is a loss.
        """
        lost = self._protocol.lost
        while not lost.done():
            quiet_s = self._protocol.unanswered_s
            if quiet_s < PING_AFTER_S:
                await asyncio.wait({lost}, timeout=PING_AFTER_S - quiet_s)
                continue
            with contextlib.suppress(ConnectionLost):
                await self.action("Ping")
        return lost.result()

    async def close(self) -> None:
        """Say good-bye and end."""
        try:
            with contextlib.suppress(ActionRejected, ConnectionLost):
                await self._ask("Logoff", {}, within_s=0.5)
        finally:
            self._protocol.end(ConnectionLost(Sentence("closed")))

    async def _ask(
        self,
        name: str,
        headers: Headers,
        *,
        listing: bool = False,
        within_s: float = ANSWER_WITHIN_S,
    ) -> list[Message]:
        if self._protocol.lost.done():
            raise ConnectionLost(self._protocol.lost.result().detail)
        action = AmiAction({"Action": name, **checked(headers)}, listing=listing)
        self._protocol.send(action)
        try:
            heard: list[int] = []
            # A long answer comes slowly over some lines; as long as it comes, it is awaited,
            # and so is what was asked after it: the PBX answers one after the other.
            while not action.future.done() and (now := self._protocol.heard_until(action)) != heard:
                heard = now
                await asyncio.wait({action.future}, timeout=within_s)
        finally:
            self._protocol.responses.pop(action.id, None)
        if not action.future.done():
            # Whatever answers nothing tells nothing either: from here on the list may be wrong.
            text = Sentence("no answer to {action} within {seconds} s")
            error = ActionTimeout(text.format(action=name, seconds=f"{within_s:g}"))
            self._protocol.end(error)
            raise error
        answer: list[Message] = action.future.result()
        if answer[0].succeeded:
            return answer
        reason = answer[0].get("Message")
        if reason == _SHUTTING_DOWN:
            # Events still come, but nothing can be taken, and what rings is no more to be asked.
            ended = ShuttingDown(Sentence("it is shutting down"))
            self._protocol.end(ended)
            raise ended
        raise ActionRejected(name, known(reason))
