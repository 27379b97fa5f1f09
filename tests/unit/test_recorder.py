"""What a recording has in it: all that is needed to understand it, and no secret."""

import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from client.ami.message import SEPARATOR, Message, parse
from client.config.credentials import Secret
from client.config.settings import Settings
from client.errors import FileNotWritten
from client.new_session import new_session
from client.recording.file import RecordingFile
from client.recording.recorded import TIME
from client.recording.recorder import Recorder
from client.session import LinkState, Session
from client.tasks import TaskOwner
from tests.asterisk.waiting import Changes
from tests.unit.scripted_pbx import SECRET, Pbx, channel, in_groups
from tests.unit.scripted_server import message


class Recording:
    """A session that is recorded, and what was written."""

    def __init__(self) -> None:
        self.data = b""
        self.changes = Changes()
        self.recorder = Recorder(self._write)

    def _write(self, data: bytes) -> None:
        self.data += data
        self.changes.changed()

    @property
    def messages(self) -> list[Message]:
        return [parse(block) for block in self.data.split(SEPARATOR)[:-1]]

    async def has(self, text: str) -> None:
        await self.changes.until(lambda: text.encode() in self.data, text)


@asynccontextmanager
async def recorded(pbx: Pbx) -> AsyncIterator[tuple[Recording, Session]]:
    recording = Recording()
    settings = Settings(
        host="127.0.0.1", port=pbx.server.port, username="agent", extension="204", endpoint="phone"
    )
    session, tasks = new_session(settings, Secret(SECRET), recording.recorder), TaskOwner()
    session.subscribe(lambda _events: recording.changes.changed())
    tasks.start(session.run(), name="session")
    try:
        yield recording, session
    finally:
        await tasks.aclose()


@pytest.fixture
async def pbx() -> AsyncIterator[Pbx]:
    pbx = Pbx()
    pbx.options["phone", "context"] = "office"
    async with pbx.server:
        yield pbx


async def test_no_secret_is_written(pbx: Pbx) -> None:
    async with recorded(pbx) as (recording, session):
        await session.ready()
        pbx.say("Newstate", *in_groups(), **channel())
        await recording.has("0455551234")
    (login,) = pbx.server.actions("Login")
    for secret in (SECRET, login["Key"], "812345", "AST_CONFIG", "call,agent", "Login", "Logoff"):
        assert secret.encode() not in recording.data, secret
    assert "AST_CONFIG" in repr(pbx.server.actions("Getvar"))


async def test_a_secret_that_is_sent_as_it_is_is_not_written() -> None:
    """Over TLS alone a session sends it so; a refused login is answered with an error."""
    recording = Recording()
    recording.recorder.sent(b"Action: Login\r\nActionID: 1\r\nUsername: agent\r\nSecret: s3cret")
    recording.recorder.received(b"Response: Error\r\nActionID: 1\r\nMessage: no s3cret")
    recording.recorder.received(b"Response: Error\r\nMessage: it has no ActionID, s3cret")
    assert recording.data == b""


async def test_what_is_left_out_is_left_out_with_its_rows() -> None:
    recording = Recording()
    recorder = recording.recorder
    recorder.sent(b"Action: PJSIPShowAuths\r\nActionID: 7")
    recorder.received(b"Response: Success\r\nActionID: 7\r\nEventList: start")
    recorder.received(b"Event: AuthDetail\r\nActionID: 7\r\nPassword: s3cret")
    recorder.received(b"Event: Hangup\r\nUniqueid: 1.1")
    assert b"s3cret" not in recording.data
    assert [one.event for one in recording.messages] == ["Hangup"]


async def test_who_recorded_what_was_asked_and_each_time(pbx: Pbx) -> None:
    async with recorded(pbx) as (recording, session):
        await session.ready()
        before = session.now()
        pbx.say("Unwanted", Some="thing")
        await recording.has("Unwanted")
        heading, *rest = recording.messages
        assert heading.get("Cornetta-Extension") == "204"
        assert heading.get("Cornetta-Endpoint") == "phone"
        assert rest[-1].get("Some") == "thing"
        assert before <= float(rest[-1].get(TIME)) <= session.now()
    asked = {one.get("Variable") for one in rest if one.get("Action")}
    assert "PJSIP_ENDPOINT(phone,named_pickup_group)" in asked
    assert all(one.get(TIME) for one in recording.messages)
    links = [one.get("Cornetta-Link") for one in recording.messages if one.get("Cornetta-Link")]
    assert links == ["closed", "connecting", "live", "closed"]


async def test_a_lost_link_is_noted(pbx: Pbx) -> None:
    async with recorded(pbx) as (recording, session):
        await session.ready()
        pbx.server.links[-1].cut()
        await recording.has("Cornetta-Link: stale")
        assert session.link.state is LinkState.STALE
        assert session.link.error
        assert recording.messages[-1].get("Cornetta-Error") == str(session.link.error.detail)
        recording.data = b""
        await recording.has("Cornetta-Link: live")
    assert b"Cornetta-Error" not in recording.data.partition(b"live")[0]


async def test_noise_cannot_break_the_form_of_a_recording(pbx: Pbx) -> None:
    async with recorded(pbx) as (recording, session):
        await session.ready()
        pbx.server.send(b"\r\n\r\n\r\n\r\n\r\nnoise \xff\r\n\r\n" + message(Event="Last"))
        await recording.has("Last")
    assert b"\r\n\r\n\r\n" not in recording.data


def test_the_file_is_new_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "it.ami"
    with RecordingFile(str(path)) as file:
        file.write(b"one")
        assert path.read_bytes() == b"one"  # at once
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        file.keep = True
    assert path.read_bytes() == b"one"
    with pytest.raises(FileNotWritten, match="exists already"), RecordingFile(str(path)):
        pass
    assert path.read_bytes() == b"one"


def test_a_file_with_nothing_in_it_does_not_stay(tmp_path: Path) -> None:
    with RecordingFile(str(tmp_path / "it.ami")) as file:
        file.write(b"only a heading")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", ["/no/such/folder/it.ami", "a\0b"])
def test_a_file_that_cannot_be_made(path: str) -> None:
    with pytest.raises(FileNotWritten, match="cannot be written"), RecordingFile(path):
        pass


@pytest.mark.parametrize("early", [True, False])
def test_a_disk_that_is_full_is_told_once(
    early: bool,  # noqa: FBT001 - by pytest
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(_file: int, _data: bytes) -> int:
        raise OSError(28, "No space left on device")

    told: list[FileNotWritten] = []
    with RecordingFile(str(tmp_path / "it.ami")) as file:
        monkeypatch.setattr("os.write", full)
        if not early:
            file.on_failure(told.append)
        file.write(b"one")
        file.write(b"two")
        if early:
            file.on_failure(told.append)
    assert [str(error.reason) for error in told] == ["cannot be written (No space left on device)"]
