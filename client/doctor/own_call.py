"""The test call: rings my own phone as a click would, and hangs up when it has answered."""

import asyncio
import contextlib
from collections.abc import Collection

from client.ami import actions
from client.ami.channel_lines import NAMED_GROUPS
from client.ami.connection import AmiConnection
from client.ami.message import Message
from client.ami.sieve import all_of
from client.calls.events import Party
from client.config.settings import Settings
from client.doctor.facts import Answer, OwnCall
from client.errors import ActionRejected
from client.pickup.service import new_channel_id

HEARD_WITHIN_S = 2.0
"""How long after my phone's own time the end of the call may take to be told."""

HEARD = all_of(b"Newchannel", b"Newstate", b"Hangup", b"OriginateResponse")
"""The events that are listened to."""

_SHOWN = Party("", "Cornetta")


class CallProgress:
    """Hears what becomes of the test call, and what events carry.

    Attributes:
        channel_id: the test call's.
        sends_groups: as in `Facts`.
    """

    def __init__(self) -> None:
        self.channel_id = new_channel_id()
        self.sends_groups: bool | None = None
        self._rang = False
        self._answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()

    def hear(self, message: Message) -> None:
        """Take one event."""
        if message.event != "OriginateResponse":
            tells = message.variable("ChanVariable", NAMED_GROUPS) is not None
            self.sends_groups = bool(self.sends_groups) or tells
        if self.channel_id not in (message.get("Uniqueid"), message.get("ActionID")):
            return
        state = message.get("ChannelStateDesc")
        self._rang = self._rang or state == "Ringing"
        if message.get("Response") == "Success" or state == "Up":
            self._decide(Answer.ANSWERED)
        elif message.event in ("Hangup", "OriginateResponse"):
            self._decide(Answer.RANG if self._rang else Answer.NOT_REACHED)

    async def answer(self, within_s: float) -> Answer:
        """Wait for the end of the call; UNHEARD when so many seconds tell of none."""
        try:
            async with asyncio.timeout(within_s):
                return await asyncio.shield(self._answer)
        except TimeoutError:
            return Answer.UNHEARD

    def _decide(self, answer: Answer) -> None:
        if not self._answer.done():
            self._answer.set_result(answer)


async def ring_my_phone(
    connection: AmiConnection, settings: Settings, progress: CallProgress, rights: Collection[str]
) -> OwnCall:
    """Ring my phone. It hangs up by itself a second after it was answered.

    Raises:
        ConnectionLost: the link is down.
    """
    channel_id = progress.channel_id
    then = {"Application": "Wait", "Data": "1"}
    headers = actions.pickup(settings, channel_id=channel_id, then=then, caller=_SHOWN)
    loop = asyncio.get_running_loop()
    began = loop.time()
    try:
        await connection.action("Originate", headers)
        answer = await progress.answer(settings.answer_timeout + HEARD_WITHIN_S)
        if answer is Answer.UNHEARD:  # by an event filter, or because the link is lost
            await connection.action("Ping")
        return OwnCall(answer, loop.time() - began)
    except ActionRejected:
        return OwnCall(Answer.REFUSED, loop.time() - began)
    finally:  # after Ctrl-C, too
        if "Hangup" in rights:
            with contextlib.suppress(ActionRejected):  # it has gone already
                await connection.action("Hangup", {"Channel": channel_id})
