"""The simulator tells of a call what a real Asterisk told, as far as the client heeds it.

`simulator_recorded/*.txt` was recorded from Asterisk 22.10 with SIP phones: one line an event,
"Event caller>called | what matters". Threads of a real PBX race, so that only the order of the
events of one channel, or of one pair of channels, is compared.
"""

import asyncio
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from client.simulator.channel import Header
from client.simulator.dialing import Manner
from client.simulator.office import Answer, Desk, Dial, Office, Queue
from client.simulator.pbx import Pbx, SimCall
from client.simulator.pickup import OriginateRequest
from client.simulator.wire import Event
from tests.contract.simulated_office import talking_with
from tests.unit.leaping_loop import leap

RECORDED = Path(__file__).with_name("simulator_recorded")

GIVEN = {
    "answered": "call 101, answer 101, give_up",
    "caller_gives_up": "call 101, give_up",
    "dead_phone": "phone 101 silent, call 101, give_up",
    "desk_hangs_up": "call 101, answer 101, desk_hangs_up",
    "early_media_answered": "phone 101 progress, call 101, answer 101, give_up",
    "early_media_given_up": "phone 101 progress, call 101, give_up",
    "early_media_pickup": "phone 101 progress, call 101, pickup 101 204, give_up",
    "forwarded_answered": "call 101, forward 101 102, answer 102, give_up",
    "forwarded_given_up": "call 101, forward 101 102, give_up",
    "local_answered": "call 610, answer 101, give_up",
    "local_given_up": "call 610, give_up",
    "local_pickup": "call 610, pickup 101 204, give_up",
    "local_rejected": "call 610, reject 101, reject 102",
    "no_answer_ends": "call 620, wait 22.05",
    "no_answer_goes_on": "call 620, wait 2.05, give_up",
    "pickup": "call 101, pickup 101 204, give_up",
    "pickup_by_handset": "call 101, handset 204, give_up",
    "pickup_cancelled": "phone 204 by_hand, call 101, bare 101 204, give_up, ami_hangup 204",
    "pickup_of_gone_call": "call 101, remember 101, give_up, pickup remembered 204",
    "pickup_of_ring_group": "call 600, pickup 101 204, give_up",
    "pickup_phone_does_not_answer": "phone 204 by_hand, call 101, name 101 204, wait 0.05, give_up",
    "pickup_phone_is_dead": "phone 204 silent, call 101, pickup 101 204, wait 0.05, give_up",
    "pickup_race": "call 101, pickup 101 201+204, give_up",
    "pickup_then_agent_hangs_up": "call 101, pickup 101 204, desk_hangs_up",
    "progress_given_up": "phone 101 progress, call 101, give_up",
    "queue_answered": "call 700, answer 101, give_up",
    "queue_given_up": "call 700, give_up",
    "queue_of_locals_answered": "call 799, answer 102, give_up",
    "queue_of_locals_given_up": "call 799, give_up",
    "queue_of_locals_pickup": "call 799, pickup 102 204, give_up",
    "queue_one_rejects": "call 700, reject 101, give_up",
    "queue_pickup": "call 700, pickup 101 204, give_up",
    "queue_tries_again": "call 700, wait 15.05, give_up",
    "rejected": "call 101, reject 101",
    "rejected_goes_on": "call 620, reject 101, give_up",
    "ring_group_answered": "call 600, answer 101, give_up",
    "ring_group_given_up": "call 600, give_up",
    "ring_group_one_rejects": "call 600, reject 102, give_up",
    "single_local_answered": "call 661, answer 101, give_up",
    "single_local_desk_hangs_up": "call 661, answer 101, desk_hangs_up",
    "single_local_pickup": "call 661, pickup 101 204, give_up",
    "two_on_one_extension": "call 101, second 101, give_up, first, give_up",
}


def lab_office() -> Office:
    """The office in which the real Asterisk was recorded."""
    groups = {"101": ("501",), "102": ("501",)}
    desks = tuple(
        Desk(n, n, f"Desk {n}", groups.get(n, ("501", "502")), ("501",), (3,), (3, 5, 6, 7))
        for n in ("101", "102", "103", "104", "201", "204")
    )
    return Office(
        desks=desks,
        dialplan={
            "600": (Dial(("PJSIP/101", "PJSIP/102", "PJSIP/103")),),
            "610": (Dial(("Local/101@office", "Local/102@office")),),
            "620": (Dial(("PJSIP/101",), 2), Dial(("PJSIP/102",), 20)),
            "661": (Dial(("Local/101@office",)),),
            "700": (Answer(), Queue("support", ("PJSIP/101", "PJSIP/103"), retry_s=0.01)),
            "799": (Queue("sales", ("Local/102@office",)),),
        },
    )


class Play:
    """Makes happen in the simulator what happened when the recording was made."""

    def __init__(self) -> None:
        self.pbx = Pbx(lab_office())
        self.events: list[Event] = []
        self.pbx.switch.listeners.append(self.events.append)
        self.calls: list[SimCall] = []
        self.remembered = ""

    async def play(self, text: str) -> None:
        for step in text.split(", "):
            verb, *words = step.split()
            if verb in ("pickup", "bare", "name"):
                await self._pick_up(verb, *words)
            elif verb == "wait":
                await asyncio.sleep(float(*words))
            else:
                getattr(self, verb)(*words)
        assert not self.pbx.exchange.legs
        assert not self.pbx.switch.channels
        self.pbx.close()

    def call(self, exten: str, name: str = "First Caller", number: str = "0455551234") -> None:
        self.calls.insert(0, self.pbx.call(exten, name, number))

    def second(self, exten: str) -> None:
        self.call(exten, "Second", "0771")

    def first(self) -> None:
        self.calls.reverse()

    def phone(self, extension: str, manner: str) -> None:
        if manner == "by_hand":
            self.pbx.auto_answers[extension] = None
        else:
            self.pbx.exchange.manners[extension] = Manner(manner)

    def answer(self, extension: str) -> None:
        self.calls[0].answer(extension)

    def reject(self, extension: str) -> None:
        self.calls[0].reject(extension)

    def forward(self, extension: str, exten: str) -> None:
        self.calls[0].forward(exten, extension)

    def handset(self, extension: str) -> None:
        self.calls[0].pick_up_by(extension)

    def give_up(self) -> None:
        self.calls[0].give_up()

    def remember(self, extension: str) -> None:
        self.remembered = self.calls[0].leg(extension).channel.uniqueid

    def desk_hangs_up(self) -> None:
        desk = talking_with(self.calls[0].channel)
        assert desk is not None
        self.pbx.exchange.end_talk(desk)

    def ami_hangup(self, extension: str) -> None:
        channels = self.pbx.switch.channels.values()
        self.pbx.hang_up(next(x for x in channels if x.device == f"PJSIP/{extension}"))

    async def _pick_up(self, kind: str, target: str, agents: str) -> None:
        name, number = (
            ("CONNECTEDLINE(name,i)", "Mario Rossi"),
            ("CONNECTEDLINE(num)", "0455551234"),
        )
        variables = {"bare": (), "name": (name,), "pickup": (name, number)}[kind]
        uniqueid = self.remembered or self.calls[0].leg(target).channel.uniqueid
        for agent in agents.split("+"):
            self.pbx.originate(
                OriginateRequest(
                    device=f"PJSIP/{agent}",
                    application="PickupChan",
                    data=uniqueid,
                    channel_id=f"cornetta-pickup-{agent}",
                    action_id=f"cornetta-pickup-{agent}",
                    timeout_s=0.03,
                    variables=variables,
                )
            )
        await asyncio.sleep(0.01)


_HEEDED_CAUSES = ("19", "21", "26")


def told(events: list[Event]) -> Iterator[str]:
    """Write events as the recordings are written."""
    for event in events:
        headers: dict[str, str] = {}
        for name, value in event.headers:
            headers.setdefault(name, value)
        line = told_one(event.name, headers)
        if line:
            yield line


def told_one(event: str, headers: dict[str, str]) -> str:
    def short(prefix: str) -> str:
        name = re.sub(r"-[0-9a-f]{8}", "", headers.get(f"{prefix}Channel", ""))
        return name.replace("PJSIP/", "").replace("@office", "")

    if event in ("BridgeCreate", "BridgeDestroy"):
        return ""
    if event == "OriginateResponse":
        return f"{event} - | {headers['Response']}"
    who = short("") + "".join(
        f">{short(prefix)}" for prefix in ("Dest", "Target") if f"{prefix}Channel" in headers
    )
    if "DestChannel" in headers:
        words = [headers[name] for name in ("DialStatus", "Forward") if name in headers]
    else:
        words = [headers["ChannelStateDesc"], headers["CallerIDNum"], headers["CallerIDName"]]
        words += ["with", headers["ConnectedLineNum"], headers["ConnectedLineName"]]
        words += ["in", headers["ChanVariable"].partition("=")[2] or "-"]
        if event == "Hangup" and headers["Cause"] in _HEEDED_CAUSES:
            words.append(f"Cause={headers['Cause']}")
        if "Queue" in headers:
            words.append(f"Queue={headers['Queue']}")
    return f"{event} {who} | {' '.join(words)}".removesuffix(" | ")


def by_channel(lines: list[str]) -> dict[str, list[str]]:
    """Sort the lines into the strands whose order a real PBX keeps."""
    strands: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        event, who, *_ = line.split()
        own = event if event == "OriginateResponse" else ""
        strands[f"{who} {own}"].append(line)
    return strands


@pytest.mark.parametrize("name", sorted(path.stem for path in RECORDED.glob("*.txt")))
def test_a_call_is_told_as_a_real_asterisk_told_it(name: str) -> None:
    play = Play()
    leap(play.play(GIVEN[name]))
    recorded = (RECORDED / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    assert by_channel(list(told(play.events))) == by_channel(recorded)


CHANNEL = """
    Channel ChannelState ChannelStateDesc CallerIDNum CallerIDName ConnectedLineNum
    ConnectedLineName Language AccountCode Context Exten Priority Uniqueid Linkedid
    ChanVariable ChanVariable
"""


def shape(event: str, headers: tuple[Header, ...]) -> str:
    """Name the headers of an event in order; "{Dest}" stands for all of a channel's."""
    names = [re.sub(r"\(.*", "()", name) for name, _ in headers if name != "ActionID"]
    text = " ".join(names)
    for prefix in ("LocalOne", "LocalTwo", "Dest", "Target", ""):
        full = " ".join(f"{prefix}{name}" for name in CHANNEL.split())
        text = re.sub(rf"(?<!\S){full}(?!\S)", f"{{{prefix}}}", text)
    return f"{event}: Privilege {text}"


def test_every_event_has_headers_of_a_real_asterisk_in_their_order() -> None:
    real = [line.split() for line in (RECORDED / "HEADERS").read_text().splitlines()]
    told: set[str] = set()
    for given in GIVEN.values():
        play = Play()
        leap(play.play(given))
        told |= {shape(event.name, event.headers) for event in play.events}
    for names in map(str.split, told):
        assert any([one for one in line if one in names] == names for line in real), names
