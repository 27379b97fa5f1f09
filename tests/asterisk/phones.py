"""Phones and callers of the office, each a SIPp process of its own.

A phone answers, rejects and so on when it is told to: a request that no SIP phone knows
(``ANSWER``) goes to SIPp's port with the call's Call-ID, and the scenarios in ``sipp/`` act on it.
"""

import asyncio
import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote
from uuid import uuid4

from tests.asterisk.sip import Party, SipMessage
from tests.asterisk.sipp import Sipp
from tests.asterisk.waiting import LIMIT_S

SCENARIOS = Path(__file__).with_name("sipp")

RingsWith = Literal["180", "183", "183 and media"]
"""The phone's first reply; "183 and media" carries SDP, as early media does."""

Obeys = Literal["Call-Info", "Alert-Info", "nothing"]
"""The header by which a phone lets itself be made to answer."""

Codec = Literal["ulaw", "alaw", "g722"]
PAYLOADS: dict[Codec, str] = {"ulaw": "0", "alaw": "8", "g722": "9"}


class CallOver(Exception):
    """The call ended before what the test asked of it could happen."""


@dataclass(frozen=True, slots=True)
class End:
    """How a call ended at a phone."""

    how: Literal["cancelled", "rejected", "forwarded", "BYE received", "BYE sent"]
    reason: str
    """The Reason header of a CANCEL or BYE that was received, such as
    ``SIP;cause=200;text="Call completed elsewhere"``; "" where there was none."""


class Dialog:
    """One call as one SIPp process saw it.

    Attributes:
        call_id: The SIP Call-ID.
        messages: Everything received and sent, in order, the tests' commands left out.
    """

    def __init__(self, call_id: str, sipp: Sipp[Any]) -> None:
        self.call_id = call_id
        self.messages: list[SipMessage] = []
        self._sipp = sipp

    def tell(self, command: str, **headers: str) -> None:
        """Tell the scenario to do something now, and wait for nothing: the way to make races."""
        lines = [
            f"{command} sip:scenario@127.0.0.1 SIP/2.0",
            f"Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK{uuid4().hex}",
            "From: <sip:test@127.0.0.1>;tag=test",
            "To: <sip:scenario@127.0.0.1>",
            f"Call-ID: {self.call_id}",
            f"CSeq: 1 {command}",
            *(f"X-{name}: {value}" for name, value in headers.items()),
            "Content-Length: 0",
        ]
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(("\r\n".join(lines) + "\r\n\r\n").encode(), ("127.0.0.1", self.port))

    @property
    def port(self) -> int:
        """The UDP port of the SIPp process that has the call."""
        return self._sipp.port

    def first(
        self, *, received: bool, method: str = "", statuses: Sequence[int] = (), answers: str = ""
    ) -> SipMessage | None:
        """Return the first request of that method, or response of those codes."""
        for message in self.messages:
            if message.received is not received:
                continue
            if method and message.method == method:
                return message
            if message.status in statuses and answers in ("", message.answers):
                return message
        return None

    async def until(
        self, look: Callable[[], SipMessage | None], awaited: str, limit_s: float = LIMIT_S
    ) -> SipMessage:
        """Wait until the messages of this call show something."""
        return await self._sipp.changes.until(look, awaited, limit_s=limit_s, seen=self.described)

    async def hang_up(self) -> None:
        """End an answered call with BYE."""
        self.tell("HANGUP")
        await self.until(
            lambda: self.first(received=True, statuses=(200,), answers="BYE"), "200 to our BYE"
        )

    def described(self) -> str:
        """Return the call's messages, a line each, for a wait that failed."""
        arrows = {True: "<-", False: "->"}
        lines = [f"  {arrows[message.received]} {message.start}" for message in self.messages]
        return "\n".join([f"call {self.call_id} at SIPp port {self.port}:", *lines])


class PhoneCall(Dialog):
    """A call that came to a phone; its first message is the INVITE."""

    @property
    def invite(self) -> SipMessage:
        """The INVITE, for any header that a test wants to read."""
        return self.messages[0]

    @property
    def shown(self) -> Party:
        """Whom the phone shows: the From of the INVITE, or what came later to replace it."""
        asserted = [
            message.party("P-Asserted-Identity")
            for message in self.messages
            if message.received and message.header("P-Asserted-Identity")
        ]
        return asserted[-1] if asserted else self.invite.party("From")

    @property
    def auto_answer_asked(self) -> bool:
        """Whether the INVITE asked the phone to answer by itself, by either header."""
        return "answer-after=0" in self.invite.header(
            "Call-Info"
        ) or "alert-autoanswer" in self.invite.header("Alert-Info")

    @property
    def replaces(self) -> str:
        """The value of the header by which another phone takes this call's place (RFC 3891)."""
        reply = self.first(received=False, statuses=(180, 183))
        assert reply is not None
        theirs, ours = (
            header.rpartition("tag=")[2]
            for header in (self.invite.header("From"), reply.header("To"))
        )
        return f"{self.call_id};to-tag={theirs};from-tag={ours}"

    @property
    def rings(self) -> bool:
        """Whether it still waits to be answered."""
        answered = self.first(received=False, statuses=(200,), answers="INVITE")
        return self.end is None and answered is None

    @property
    def end(self) -> End | None:
        """How the call ended; None while it goes on."""
        cancel = self.first(received=True, method="CANCEL")
        if cancel and self.first(received=False, statuses=(487,)):
            return End("cancelled", cancel.header("Reason"))
        if self.first(received=False, statuses=(486, 603)):
            return End("rejected", "")
        if self.first(received=False, statuses=(302,)):
            return End("forwarded", "")
        if bye := self.first(received=True, method="BYE"):
            return End("BYE received", bye.header("Reason"))
        if self.first(received=False, method="BYE"):
            return End("BYE sent", "")
        return None

    async def answered(self, limit_s: float = LIMIT_S) -> None:
        """Wait until the phone has answered and the PBX has confirmed it.

        Raises:
            CallOver: It ended before.
        """

        def look() -> SipMessage | None:
            ack = self.first(received=True, method="ACK")
            if ack and self.first(received=False, statuses=(200,), answers="INVITE"):
                return ack
            if self.end is not None:
                raise CallOver(f"{self.end}\n{self.described()}")
            return None

        await self.until(look, "the call answered", limit_s)

    async def answer(self) -> None:
        """Lift the handset.

        Raises:
            CallOver: The call ended first.
        """
        self.tell("ANSWER")
        await self.answered()

    async def reject(self) -> None:
        """Answer 486 Busy Here."""
        self.tell("REJECT")
        await self.ended()

    async def decline(self) -> None:
        """Answer 603 Decline, as some phones reject a call."""
        self.tell("DECLINE")
        await self.ended()

    async def forward(self, exten: str) -> None:
        """Answer 302 Moved Temporarily: the PBX calls that extension instead."""
        self.tell("FORWARD", To=exten)
        await self.ended()

    async def ended(self, limit_s: float = LIMIT_S) -> End:
        """Wait until the call is over here, and return how it ended."""
        await self.until(
            lambda: self.messages[-1] if self.end is not None else None, "the call over", limit_s
        )
        assert self.end is not None
        return self.end

    async def shows(self, party: Party) -> None:
        """Wait until the phone shows that party."""
        await self.until(
            lambda: self.messages[-1] if self.shown == party else None, f"{party} shown"
        )


class Caller(Dialog):
    """A call that a SIPp process made; its first message is the INVITE."""

    @property
    def connected(self) -> Party:
        """Whom the caller sees at the other end; empty until the PBX has said it."""
        asserted = [
            message.party("P-Asserted-Identity")
            for message in self.messages
            if message.received and message.header("P-Asserted-Identity")
        ]
        return asserted[-1] if asserted else Party()

    async def ringing(self) -> int:
        """Wait for the first sign that it rings, and return it: 180 or 183."""
        message = await self.until(
            lambda: self.first(received=True, statuses=(180, 183)), "180 or 183"
        )
        return message.status

    async def answered(self, limit_s: float = LIMIT_S) -> None:
        """Wait until somebody (or the PBX itself) answers."""
        await self.until(
            lambda: (
                self.first(received=False, method="ACK")
                and self.first(received=True, statuses=(200,), answers="INVITE")
            ),
            "200 to the caller's INVITE",
            limit_s,
        )

    async def refused(self) -> int:
        """Wait until the PBX gives up the call, and return its code, such as 486 or 503."""
        message = await self.until(
            lambda: self.first(received=True, statuses=range(400, 700), answers="INVITE"),
            "the caller's INVITE refused",
        )
        return message.status

    async def cancel(self) -> None:
        """Give up before anybody answers."""
        self.tell("HANGUP")
        await self.refused()

    async def transfer_to(self, other: "Caller") -> None:
        """Put whom this call talks with in the place of `other`, the same desk's second call."""
        invite = other.messages[0]
        reply = await other.until(
            lambda: other.first(received=True, statuses=range(180, 300), answers="INVITE"),
            "a reply with the PBX's tag",
        )
        ours, theirs = (
            header.rpartition("tag=")[2] for header in (invite.header("From"), reply.header("To"))
        )
        replaces = quote(f"{other.call_id};to-tag={theirs};from-tag={ours}", safe="")
        target = invite.start.split(" ")[1]
        self.tell("TRANSFER", To=f"<{target}?Replaces={replaces}>")
        await self.until(
            lambda: self.first(received=True, statuses=(202,), answers="REFER"), "202 to our REFER"
        )

    async def ended(self, limit_s: float = LIMIT_S) -> None:
        """Wait until the PBX ends an answered call."""
        await self.until(
            lambda: self.first(received=True, method="BYE"), "BYE from the PBX", limit_s
        )

    async def sees(self, party: Party) -> None:
        """Wait until the caller sees that party at the other end."""
        await self.until(
            lambda: self.messages[-1] if self.connected == party else None, f"{party} seen"
        )


class Phone:
    """A desk phone of the office.

    Attributes:
        endpoint: Its name in pjsip.conf.
    """

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self.sipp = Sipp(PhoneCall)
        self._handed_out = 0

    async def start(
        self,
        command: Sequence[str],
        port: int,
        sip_port: int,
        *,
        rings_with: RingsWith,
        obeys: Obeys,
        codec: Codec,
    ) -> None:
        """Start the phone and wait until it listens."""
        switches = {
            "183": "bare_progress",
            "183 and media": "early_media",
            "Call-Info": "obeys_call_info",
            "Alert-Info": "obeys_alert_info",
        }
        variables = [
            part
            for switch in (rings_with, obeys)
            if switch in switches
            for part in ("-set", switches[switch], "1")
        ]
        self.sipp.port = port
        scenario = str(SCENARIOS / "phone.xml")
        pbx = f"127.0.0.1:{sip_port}"
        keys = ("-key", "pbx", pbx, "-key", "codec", PAYLOADS[codec])
        self.sipp.start(command, "-sf", scenario, "-p", str(port), *keys, *variables)
        async with asyncio.timeout(LIMIT_S):
            while not _listening(port):
                if self.sipp.died:
                    raise self.sipp.died
                await asyncio.sleep(0.002)

    @property
    def calls(self) -> list[PhoneCall]:
        """Every call that came, oldest first."""
        return list(self.sipp.calls.values())

    async def next_call(self) -> PhoneCall:
        """Wait for the next call not given out before; the phone has replied to it."""

        def look() -> PhoneCall | None:
            fresh = self.calls[self._handed_out :]
            return fresh[0] if fresh and len(fresh[0].messages) > 1 else None

        call = await self.sipp.changes.until(
            look, f"a call to {self.endpoint}", limit_s=LIMIT_S, seen=self.described
        )
        self._handed_out += 1
        return call

    async def current_call(self) -> PhoneCall:
        """Wait until its newest call is one that has not ended; the PBX may know of it first."""

        def look() -> PhoneCall | None:
            newest = self.calls[-1:]
            return newest[0] if newest and newest[0].end is None else None

        return await self.sipp.changes.until(
            look, f"a call at {self.endpoint}", seen=self.described
        )

    def described(self) -> str:
        """Return what the phone saw, for a wait that failed."""
        return "\n".join(call.described() for call in self.calls) or "no call came at all"


async def place_call(
    command: Sequence[str],
    sip_port: int,
    exten: str,
    caller: Party,
    *,
    withheld: bool,
    replaces: str,
    codec: Codec = "ulaw",
) -> tuple[Sipp[Caller], Caller]:
    """Start a SIPp that calls an extension, and return once its INVITE is out."""
    quoted = re.sub(r'(["\\])', r"\\\1", caller.name)
    shown = f'"{quoted}" ' if caller.name else ""
    user = f"{caller.number}@" if caller.number else ""
    sender, identity = f"{shown}<sip:{user}127.0.0.1>", "X-Identity: as in From"
    if withheld:  # as RFC 3325 has it: the network knows, the called party must not
        identity = f"P-Asserted-Identity: {sender}\r\nPrivacy: id"
        sender = '"Anonymous" <sip:anonymous@anonymous.invalid>'
    if replaces:
        identity = f"Replaces: {replaces}"
    call_id = f"{uuid4().hex}@caller"
    keys = {
        "caller": sender,
        "identity": identity,
        "user": caller.number or "x",
        "codec": PAYLOADS[codec],
        "via_branch": f"z9hG4bK{uuid4().hex}",
    }
    sipp = Sipp(Caller)
    sipp.start(
        command,
        *("-sf", str(SCENARIOS / "caller.xml"), "-s", exten, "-cid_str", call_id),
        *("-m", "1", "-r", "1000"),  # one call, and that at once
        *(part for key, value in keys.items() for part in ("-key", key, value)),
        f"127.0.0.1:{sip_port}",
    )
    try:
        dialog = await sipp.changes.until(
            lambda: sipp.calls.get(call_id), f"an INVITE to {exten} sent by {caller}"
        )
    except BaseException:  # a test may be done with its calls while one begins
        sipp.stop()
        raise
    contact = re.search(r":(\d+)>", dialog.messages[0].header("Contact"))
    assert contact is not None
    sipp.port = int(contact[1])
    return sipp, dialog


def _listening(port: int) -> bool:
    """Tell whether some process has a UDP port of this machine; Linux's own table says it."""
    return f"0100007F:{port:04X}" in Path("/proc/net/udp").read_text(encoding="ascii")
