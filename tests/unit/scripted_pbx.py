"""A PBX that answers as it is told, and a session with it."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
import pytest

from client.ami_session import AmiSession
from client.calls.events import Party
from client.config.credentials import Secret
from client.config.settings import Settings
from client.errors import LinkError
from client.session import LinkState
from client.tasks import TaskOwner
from tests.desk import Desk
from tests.unit.scripted_server import Request, Server, message, refusal, rows, success

ME = Party("204", "Desk 204")
FIRST = Party("0455551234", "First Caller")
NAMED, NUMERIC = "CHANNEL(namedcallgroup)", "CHANNEL(callgroup)"
SECRET = "s3cret"


class Pbx:
    """Answers as Asterisk does to a client that logs in and asks what rings.

    Attributes:
        ahead: seconds that its clock is ahead of this computer's; None: it tells no time.
        options: of endpoints, by endpoint and option.
        config: what manager.conf tells, by the function that asks.
        statuses: the rows of `Status`, without their ActionID.
        tags: the SIP tags of phones that have replied, by Uniqueid; other channels are gone.
        entries: who waits in queues: Uniqueid, queue and for how many seconds.
        rights: what `ListCommands` tells.
        mute: actions that get no answer.
        refused: actions that are refused.
        refusal: how.
    """

    def __init__(self) -> None:
        self.ahead: float | None = 0.0
        self.options = {
            ("204", "context"): "office",
            ("204", "callerid"): '"Desk 204" <204>',
            ("204", "named_pickup_group"): "501, 502",
            ("204", "pickup_group"): "",
            ("101", "callerid"): '"Desk 101" <101>',
            ("101", "named_call_group"): "501",
            ("101", "call_group"): "",
        }
        self.group_names = {"501": "Support"}
        self.config = configured("agent", "call,agent")
        self.statuses: list[dict[str, str]] = []
        self.tags: dict[str, str] = {}
        self.entries: list[tuple[str, str, str]] = []
        self.rights = ["Originate", "Hangup", "Getvar", "Status"]
        self.devices: list[str] = []
        self.mute: set[str] = set()
        self.refused: set[str] = set()
        self.refusal = "Permission denied"
        self.meanwhile = b""
        """What is said between the login and the snapshot."""
        self.server = Server(self.answer)

    def answer(self, request: Request) -> bytes:
        if request.action in self.mute:
            return b""
        if request.action in self.refused:
            return refusal(request, self.refusal)
        answers = {
            "Challenge": lambda request: success(request, Challenge="812345"),
            "Ping": self._ping,
            "Getvar": self._getvar,
            "ListCommands": lambda request: success(request, **dict.fromkeys(self.rights, "it")),
            "Status": self._status,
            "QueueStatus": self._queue_status,
            "DBGet": self._db_get,
            "DeviceStateList": self._device_states,
        }
        return answers.get(request.action, success)(request)

    def time(self) -> float:
        return time.time() + (self.ahead or 0.0)

    def _row(self, request: Request, event: str, **headers: str) -> bytes:
        return message(Event=event, ActionID=request["ActionID"], **headers)

    def _ping(self, request: Request) -> bytes:
        if self.ahead is None:
            return success(request)
        return success(request, Timestamp=f"{self.time():.6f}")

    def _getvar(self, request: Request) -> bytes:
        if request["Variable"].startswith("AST_CONFIG("):
            return success(request, Value=self.config.get(request["Variable"], ""))
        if uniqueid := request["Channel"]:
            assert request["Variable"] == "CHANNEL(pjsip,remote_tag)"
            if uniqueid not in self.tags:
                return refusal(request, "No such channel")
            return success(request, Value=self.tags[uniqueid])
        endpoint, option = request["Variable"][len("PJSIP_ENDPOINT(") : -1].split(",")
        return success(request, Value=self.options.get((endpoint, option), ""))

    def _status(self, request: Request) -> bytes:
        other = self._row(request, "StatusOther")
        legs = [self._row(request, "Status", **status) for status in self.statuses]
        return self.meanwhile + rows(request, *legs, other)

    def _queue_status(self, request: Request) -> bytes:
        entries = [
            self._row(request, "QueueEntry", Uniqueid=uniqueid, Queue=queue, Wait=wait)
            for uniqueid, queue, wait in self.entries
        ]
        return rows(request, self._row(request, "QueueParams"), *entries)

    def _device_states(self, request: Request) -> bytes:
        states = [self._row(request, "DeviceStateChange", Device=one) for one in self.devices]
        return rows(request, *states)

    def _db_get(self, request: Request) -> bytes:
        name = self.group_names.get(request["Key"])
        if name is None:
            return refusal(request, "Database entry not found")
        return rows(request, self._row(request, "DBGetResponse", Val=name))

    def say(self, event: str, *repeated: tuple[str, str], **headers: str) -> None:
        """Send an event to the newest connection."""
        self.server.send(message(("Event", event), *repeated, **headers))


def channel(
    sequence: int = 1, endpoint: str = "101", *, made: float = 1795382399, **changed: str
) -> dict[str, str]:
    """The headers of a leg that rings."""
    return {
        "Channel": f"PJSIP/{endpoint}-{sequence:08x}",
        "ChannelState": "5",
        "CallerIDNum": endpoint,
        "CallerIDName": f"Desk {endpoint}",
        "ConnectedLineNum": FIRST.number,
        "ConnectedLineName": FIRST.name,
        "Uniqueid": f"{int(made)}.{sequence}",
        "Linkedid": f"call-{sequence}",
        **changed,
    }


def configured(username: str, read: str) -> dict[str, str]:
    """What the functions tell that ask for this account's section of manager.conf."""
    options = {"read": read, "write": "originate,reporting"}
    return {f"AST_CONFIG(manager.conf,{username},{k},-1)": v for k, v in options.items()}


def in_groups(named: str = "501") -> list[tuple[str, str]]:
    return [("ChanVariable", f"{NAMED}={named}"), ("ChanVariable", f"{NUMERIC}=")]


class Client:
    """A session that runs, from the outside."""

    def __init__(self, office: Pbx, secret: str = SECRET, **changed: object) -> None:
        settings = Settings(
            host="127.0.0.1",
            port=office.server.port,
            username="agent",
            extension="204",
            answer_timeout=1,
        )
        self.session = AmiSession(msgspec.structs.replace(settings, **changed), Secret(secret))
        self.desk = Desk(self.session)
        self.errors: list[BaseException] = []
        self.tasks = TaskOwner(self.errors.append)
        self.run = self.tasks.start(self.session.run(), name="session")

    async def stop(self) -> None:
        await self.tasks.aclose()
        assert not self.errors, self.errors
        assert not self.session._tasks._tasks

    async def is_link(self, state: LinkState) -> None:
        await self.desk.is_link(state)

    async def error(self) -> LinkError:
        """Wait for the error of the first attempt."""
        with pytest.raises(LinkError) as caught:
            await self.session.ready()
        return caught.value


@asynccontextmanager
async def client(office: Pbx, secret: str = SECRET, **changed: object) -> AsyncIterator[Client]:
    """A client of that PBX, with some settings of its own."""
    one = Client(office, secret, **changed)
    try:
        yield one
    finally:
        await one.stop()


@asynccontextmanager
async def live(office: Pbx, **changed: object) -> AsyncIterator[Client]:
    """A client whose link is live."""
    async with client(office, SECRET, **changed) as one:
        await one.session.ready()
        yield one


async def again(pbx: Pbx, one: Client) -> None:
    """Cut the link and wait until it is live again."""
    count = len(pbx.server.links)
    pbx.server.links[-1].cut()
    await one.desk.until(
        lambda: len(pbx.server.links) > count and one.session.link.state is LinkState.LIVE,
        "live again",
    )
