"""One window for a user: another start of `cornetta` raises it, and `cornetta pickup` uses it."""

import asyncio
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio
from PySide6.QtCore import QSettings, Qt

from client import running
from client.calls.choice import AnyCall, CallAtExtension, CallOfGroup, Target, ThisCall
from client.config.preferences import PreferenceStore
from client.errors import ConnectionLost
from client.qt import desk_socket
from client.qt.app import App
from client.qt.desk_socket import DeskSocket
from client.running import NOWHERE, Claim, HandedOver, Json, Place
from client.sentence import Sentence
from client.session import LinkState, Outcome, PickupResult
from client.tasks import TaskOwner
from tests.integration.fake_output import FakeOutput
from tests.integration.own_process import ROOT, start_python
from tests.integration.scripted_session import ME, OTHER, ScriptedProfile, ScriptedSession
from tests.integration.until import until, wait_for

NOBODY = 65534
Ran = subprocess.CompletedProcess[str]
Run = Callable[..., Awaitable[Ran]]
started = partial(start_python, "-m", "client")


@pytest.fixture(autouse=True)
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A runtime folder with a short name, as sockets need it."""
    folder = Path(tempfile.mkdtemp(prefix="run-"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    yield folder
    shutil.rmtree(folder)


def cornetta(*arguments: str, **environment: str) -> Ran:
    """Run it as a person does, to its end."""
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "client", *arguments],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", **environment},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def let_go(claim: Claim) -> None:
    """As the end of a window's process does."""
    assert claim.lock is not None
    os.close(claim.lock)


async def run(*arguments: str, **environment: str) -> Ran:
    """The same while the window of this process lives."""
    return await asyncio.to_thread(cornetta, *arguments, **environment)


@pytest_asyncio.fixture
async def reached(
    qtbot: object,
    window_state: QSettings,
    session: ScriptedSession,
) -> AsyncIterator[App]:
    """A window on the scripted session, which other processes can reach."""
    assert qtbot
    claim = Place({}, os.environ).claim()
    assert claim is not None
    app = App(ScriptedProfile(session), window_state, PreferenceStore(), claim, output=FakeOutput())
    task = asyncio.get_running_loop().create_task(app.run())
    await until(lambda: app.bridge.session is session)
    session.go_live()
    await until(Path(claim.address).exists)
    yield app
    app.leave()
    await task
    let_go(claim)


async def test_a_second_start_raises_the_window(
    reached: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even one that is not set up yet, and so has no session."""
    monkeypatch.setattr(ScriptedProfile, "is_same", lambda *_: False)
    window = reached.window
    window.hide()
    ran = await run()
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    await until(window.isVisible)
    window.showMinimized()
    assert (await run()).returncode == 0
    await until(lambda: not window.windowState() & Qt.WindowState.WindowMinimized)


async def test_a_window_that_filled_the_screen_fills_it_again(reached: App) -> None:
    window = reached.window
    window.showMaximized()
    window.showMinimized()
    assert (await run()).returncode == 0
    await until(lambda: window.windowState() == Qt.WindowState.WindowMaximized)


async def test_each_display_has_one_window(reached: App, session: ScriptedSession) -> None:
    """Nobody at the other would see this one; its link is as good, so it takes calls."""
    reached.window.hide()
    there = {**os.environ, "DISPLAY": ":77"}
    claim = await asyncio.to_thread(Place({}, there).claim_or_show)
    assert claim is not None
    assert claim.address  # where the next start there finds it
    assert not reached.window.isVisible()
    running = asyncio.create_task(run("pickup", DISPLAY=":77"))  # noqa: TID251 - awaited below
    await until(lambda: session.wanted)
    session.finish(Outcome.NOTHING_RINGING)
    assert (await running).returncode == 1
    let_go(claim)


async def test_it_passes_on_that_the_user_wants_it(
    reached: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a desktop would let no window come to the front."""
    tokens: list[str | None] = []
    monkeypatch.setattr(
        reached.window,
        "activateWindow",
        lambda: tokens.append(os.environ.get("XDG_ACTIVATION_TOKEN")),
    )
    await run(XDG_ACTIVATION_TOKEN="of-the-launcher")
    await until(lambda: tokens == ["of-the-launcher"])
    assert "XDG_ACTIVATION_TOKEN" not in os.environ


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        ([], AnyCall()),
        (["--group", "501"], CallOfGroup("501")),
        (["--exten", "103"], CallAtExtension("103")),
        (["--call", "call-1"], None),
        (["--group=501"], CallOfGroup("501")),
    ],
)
async def test_a_pickup_uses_the_windows_link(
    reached: App,
    session: ScriptedSession,
    arguments: list[str],
    wanted: Target | None,
) -> None:
    call = session.ring()
    running = asyncio.create_task(run("pickup", *arguments))  # noqa: TID251 - awaited below
    await until(lambda: session.wanted == [wanted or ThisCall(call.id)])
    assert reached.window.pickup_button.accessibleName().startswith("Pick up. Picking up")
    session.finish(Outcome.PICKED_UP, call, ME)
    ran = await running
    said = "You took First Caller (0455551234) from 103 Desk 103.\n"
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, said, "")
    assert "You took First Caller" in reached.window.notice_line.text


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (Outcome.PICKED_UP, 0),
        (Outcome.TAKEN_BY_OTHER, 1),
        (Outcome.NOTHING_RINGING, 1),
        (Outcome.LINK_LOST, 3),
        (Outcome.NO_RIGHT, 4),
    ],
)
async def test_its_json_and_its_exit_code_are_the_same(
    reached: App, session: ScriptedSession, outcome: Outcome, code: int
) -> None:
    assert reached.bridge.session is session
    call = session.ring()
    running = asyncio.create_task(run("pickup", "--json"))  # noqa: TID251 - awaited below
    await until(lambda: session.wanted)
    session.finish(outcome, call, OTHER)
    ran = await running
    said = json.loads(ran.stdout)
    assert (ran.returncode, said["outcome"], said["by"]) == (
        code,
        outcome.value,
        {"extension": "204", "name": "Desk 204"},
    )
    assert said["call"]["caller"] == {"name": "First Caller", "number": "0455551234"}
    assert bool(ran.stderr) is (code != 0)


async def test_a_hasty_second_pickup_is_the_first(
    reached: App, session: ScriptedSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As for a key that is held down: a desktop starts the command again and again."""
    assert not reached.bridge.busy
    asked, pick_up = [], reached.bridge.pick_up

    def counted(target: Target, *, named: bool) -> "asyncio.Task[PickupResult | None] | None":
        asked.append(target)
        return pick_up(target, named=named)

    monkeypatch.setattr(reached.bridge, "pick_up", counted)
    call = session.ring()
    running = [asyncio.create_task(run("pickup")) for _ in range(3)]  # noqa: TID251 - awaited below
    await until(lambda: len(asked) == 3)
    session.finish(Outcome.PICKED_UP, call, ME)
    assert [(await one).returncode for one in running] == [0, 0, 0]
    assert session.wanted == [AnyCall()]


async def test_the_end_is_told_to_who_does_not_see_the_window(
    reached: App, session: ScriptedSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, str]] = []
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setattr(reached.tray.icon, "showMessage", lambda *words: told.append(words[:2]))
    reached.window.hide()
    call = session.ring("<b>First</b> & Caller")
    running = asyncio.create_task(run("pickup"))  # noqa: TID251 - awaited below
    await until(lambda: session.wanted)
    session.finish(Outcome.PICKED_UP, call, ME)
    await running
    await until(lambda: told)
    name = "\u2039b\u203aFirst\u2039/b\u203a \ufe60 Caller"  # no mark-up, in any desktop
    assert told == [("You have the call", f"You took {name} (045 555 1234) from 103 Desk 103.")]


NOBODY_LISTENS = {
    "CORNETTA_PORT": "1",
    "CORNETTA_USERNAME": "anna",
    "CORNETTA_SECRET": "tiger",
    "CORNETTA_EXTENSION": "101",
    "CORNETTA_HOST": "127.0.0.1",
}
"""An own connection fails with this, and says so."""


async def test_other_settings_do_not_meet(reached: App, session: ScriptedSession) -> None:
    reached.window.hide()
    session.ring()
    ran = await run("pickup", **NOBODY_LISTENS)
    assert ran.returncode == 3
    assert "127.0.0.1" in ran.stderr
    elsewhere = {**NOBODY_LISTENS, "CORNETTA_CONFIG": "/nowhere/settings.toml"}
    assert "127.0.0.1" in (await run("pickup", **elsewhere)).stderr
    ran = await run("pickup", "--demo", "--json")
    assert json.loads(ran.stdout)["outcome"] in ("nothing_ringing", "picked_up")
    assert session.wanted == []
    assert not reached.window.isVisible()


async def test_settings_that_the_windows_file_has_too_meet_it(reached: App) -> None:
    reached.window.hide()
    place = Place({"extension": "101"}, os.environ)
    assert await asyncio.to_thread(place.show)
    assert reached.window.isVisible()


async def test_a_window_without_a_link_leaves_it_to_the_command(
    reached: App, session: ScriptedSession
) -> None:
    assert reached.bridge.session is session
    session.ring()
    session.go(LinkState.STALE, session.now(), ConnectionLost(Sentence("gone")))
    place = Place({}, os.environ)
    assert await asyncio.to_thread(place.pick_up, {}) is None
    assert session.wanted == []


async def test_the_socket_is_for_this_user_alone(reached: App, runtime: Path) -> None:
    assert reached.window.isVisible()
    folder = runtime / "cornetta"
    [path] = [one for one in folder.iterdir() if one.suffix != ".lock"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_ISSOCK(path.stat().st_mode)
    assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


CONNECT_AS_ANOTHER = """
import os, socket, sys
os.setgid(int(sys.argv[2]))
os.setuid(int(sys.argv[2]))
with socket.socket(socket.AF_UNIX) as peer:
    try:
        peer.connect(sys.argv[1])
        peer.sendall(b'{"want": "show", "given": {}}' + b"\\n")
        print("greeted with", peer.recv(1000))
    except OSError as error:
        print(type(error).__name__)
"""


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
@pytest.mark.parametrize("wide_open", [False, True])
async def test_another_user_is_turned_away(
    reached: App, runtime: Path, caplog: pytest.LogCaptureFixture, *, wide_open: bool
) -> None:
    """Even where somebody has set the rights of the files to what they like."""
    reached.window.hide()
    [path] = [one for one in (runtime / "cornetta").iterdir() if one.suffix != ".lock"]
    if wide_open:
        for one, mode in ((runtime, 0o777), (path.parent, 0o777), (path, 0o666)):
            one.chmod(mode)
    ran = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", CONNECT_AS_ANOTHER, str(path), str(NOBODY)],
        capture_output=True,
        text=True,
        check=True,
        timeout=10,
    )
    if wide_open:
        assert ran.stdout.strip() in ("greeted with b''", "ConnectionResetError", "BrokenPipeError")
        assert "Another user's process was turned away" in caplog.text
    else:
        assert ran.stdout.strip() == "PermissionError"
    assert not reached.window.isVisible()


def test_the_working_directory_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("CORNETTA_CONFIG", "settings.toml")
    assert Place({}, os.environ).who == str(folder / "settings.toml")
    folder.rmdir()
    assert Place({}, os.environ).who == "settings.toml"


@pytest.mark.parametrize("make", [partial(Path.mkdir, mode=0o755), partial(Path.touch, mode=0o600)])
def test_a_folder_that_others_can_enter_or_that_is_none_is_not_used(
    runtime: Path, make: Callable[[Path], None]
) -> None:
    make(runtime / "cornetta")
    place = Place({}, os.environ)
    assert (place.claim(), place.show(), place.pick_up({})) == (NOWHERE, False, None)


def test_a_runtime_folder_that_is_not_there(runtime: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime / "gone"))
    monkeypatch.setenv("TMPDIR", str(runtime))
    assert Place({}, os.environ)._folder == str(runtime / f"cornetta-{os.getuid()}")
    monkeypatch.setenv("TMPDIR", str(runtime / ("long" * 25)))
    Path(os.environ["TMPDIR"]).mkdir()
    assert Place({}, os.environ).claim() == NOWHERE  # no socket's name has room for it


@contextmanager
def unasked(address: str) -> Iterator[None]:
    """Something that listens there is not asked meanwhile."""
    with closing(socket.socket(socket.AF_UNIX)) as server:
        server.bind(address)
        server.listen(1)
        yield
        server.setblocking(False)
        with pytest.raises(BlockingIOError):
            server.accept()


def test_without_a_safe_folder_nobody_is_asked(
    runtime: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What listens in the working directory may be anybody's."""
    claim = Place({}, {**os.environ, "DISPLAY": ":77"}).claim()
    assert claim
    monkeypatch.chdir(tmp_path)
    with unasked(Path(claim.address).name):
        (runtime / "cornetta").chmod(0o755)
        assert Place({}, os.environ).pick_up({}) is None
    let_go(claim)


def test_on_another_display_a_window_of_other_settings_is_not_asked() -> None:
    """One that hangs would be waited for."""
    claim = Place({"extension": "7"}, {**os.environ, "DISPLAY": ":77"}).claim()
    assert claim
    with unasked(claim.address):
        assert Place({}, os.environ).pick_up({}) is None
    let_go(claim)


def test_nothing_is_left_in_another_users_folder(
    runtime: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`sudo -E` keeps its name: a folder of root's there would keep the user's own windows out."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with monkeypatch.context() as another:
        another.setattr(os, "getuid", lambda: runtime.stat().st_uid + 1)
        Place({}, os.environ)
    assert not list(runtime.iterdir())
    claim = Place({}, os.environ).claim()
    assert claim is not None
    assert Path(claim.address).is_relative_to(runtime)
    let_go(claim)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a folder to another user")
def test_a_folder_that_another_user_made_first_is_left_to_him(
    runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where all users share one for want of their own; nobody else makes one in their homes."""
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    monkeypatch.setenv("TMPDIR", str(runtime))
    monkeypatch.setenv("HOME", str(runtime))
    theirs = runtime / f"cornetta-{os.getuid()}"
    assert Place({}, os.environ)._folder == str(theirs)  # ours, if we are the first
    os.chown(theirs, NOBODY, NOBODY)
    claim = Place({}, os.environ).claim()
    assert claim is not None
    assert Path(claim.address).parent == runtime / ".cornetta"
    assert Place({}, os.environ).claim() is None
    let_go(claim)
    os.chown(runtime, NOBODY, NOBODY)  # another user's home, as `sudo -E` leaves it
    assert Place({}, os.environ).claim() == NOWHERE


def test_where_no_lock_can_be_made_the_window_is_reached_by_nobody(runtime: Path) -> None:
    """As on a disk that is full; a folder in its place does the same."""
    place = Place({}, os.environ)
    claim = place.claim()
    assert claim
    let_go(claim)
    [lock] = (runtime / "cornetta").iterdir()
    lock.unlink()
    lock.mkdir()
    assert place.claim() is NOWHERE


async def test_nonsense_hurts_nobody(
    reached: App, runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [path] = [one for one in (runtime / "cornetta").iterdir() if one.suffix != ".lock"]

    def say(data: bytes) -> bytes:
        with closing(socket.socket(socket.AF_UNIX)) as peer:
            peer.settimeout(5)
            peer.connect(str(path))
            assert b"cornetta" in peer.recv(1000)
            try:
                peer.sendall(data)
                return peer.recv(1000)
            except ConnectionError:
                return b""

    nested = b"[" * 60_000 + b"\n"
    for data in (b"GET /\r\n", b"[]\n", b'"x"\n', b"\xff\xfe\n", b"x" * 200_000, nested):
        assert await asyncio.to_thread(say, data) == b"", data
    who = Place({}, os.environ).who
    for question in (
        {},
        {"who": who, "given": 1, "want": "show"},
        {"who": who, "given": {}, "want": "dance"},
        {"who": "/another/settings.toml", "given": {}, "want": "show"},
    ):
        answer = await asyncio.to_thread(say, json.dumps(question).encode() + b"\n")
        assert "declined" in json.loads(answer)
    shown = json.dumps({"who": who, "given": {}, "want": "show", "token": "\0"}).encode() + b"\n"
    assert json.loads(await asyncio.to_thread(say, shown)) == {"shown": True}
    with monkeypatch.context() as patched:
        patched.setattr(desk_socket, "QUESTION_S", 0.05)
        assert await asyncio.to_thread(say, b"{") == b""  # half a line
    reached.window.hide()
    assert (await run()).returncode == 0
    await until(reached.window.isVisible)


@contextmanager
def false_window(place: Mapping[str, str], *answers: Json | None) -> Iterator[list[Json]]:
    """Something that listens where the window does: says each answer; None: hangs up."""
    claim = Place({}, place).claim()
    assert claim is not None
    heard: list[Json] = []

    def serve() -> None:
        with suppress(OSError), server.accept()[0] as peer:
            for answer in answers:
                if answer is None:
                    return
                peer.sendall(json.dumps(answer).encode() + b"\n")
                data = peer.recv(10_000)
                heard.extend([json.loads(data)] if data else [])
            peer.recv(1)  # it hangs until the other has had enough

    with closing(socket.socket(socket.AF_UNIX)) as server:
        server.bind(claim.address)
        server.listen(1)
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield heard
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)
    let_go(claim)


@pytest.mark.parametrize("arguments", [["--json"], ["--json", "--group=501"]])
def test_what_was_handed_over_is_never_asked_again(arguments: list[str]) -> None:
    """The window went while it took the call: a second pickup could take another one."""
    with false_window(os.environ, {"cornetta": 1}, None) as heard:
        ran = cornetta("pickup", *arguments)
    assert [one["want"] for one in heard] == ["pickup"]
    assert ran.returncode == 3
    assert json.loads(ran.stdout)["outcome"] == "link_lost"
    assert "Look at your phone before you try again." in ran.stderr


def test_a_window_that_has_gone_before_it_is_asked_is_no_hindrance(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Just after its greeting."""
    ours, theirs = socket.socketpair()
    theirs.close()
    monkeypatch.setattr("client.running._connect", lambda _address: ours)
    assert Place({}, os.environ).pick_up({}) is None


@pytest.mark.parametrize("answer", [{}, {"told": [0, "You took Anna's call."]}])
def test_a_pickup_of_which_the_window_says_nothing_clear_may_have_been_made(answer: Json) -> None:
    with false_window(os.environ, {"cornetta": 1}, answer), pytest.raises(HandedOver):
        Place({}, os.environ).pick_up({})


def test_ctrl_c_ends_the_wait_and_not_the_pickup() -> None:
    with (
        false_window(os.environ, {"cornetta": 1}) as heard,
        started("pickup") as process,
    ):
        wait_for(lambda: heard)
        process.send_signal(signal.SIGINT)
        printed = process.communicate(timeout=10)
    assert (process.returncode, *printed) == (130, "", "The window goes on with this pickup.\n")


def test_ctrl_c_while_a_window_is_asked_to_show_itself() -> None:
    with false_window(os.environ, {"cornetta": 1}) as heard, started() as process:
        wait_for(lambda: heard)
        process.send_signal(signal.SIGINT)
        printed = process.communicate(timeout=10)
    assert (process.returncode, *printed) == (-signal.SIGINT, "", "")


def test_a_window_that_ends_while_it_is_asked_to_show_itself() -> None:
    with false_window(os.environ, {"cornetta": 1}, None):
        assert not Place({}, os.environ).show()


def test_nobody_reads_how_it_ended() -> None:
    told: Json = {"told": [0, "You took Anna's call.", "{}"]}
    with (
        false_window(os.environ, {"cornetta": 1}, told),
        started("pickup") as process,
    ):
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert (process.wait(10), process.stderr.read()) == (0, "")


@pytest.mark.parametrize(
    "answers", [[], [None], [{"cornetta": 99}], [{"cornetta": 1}, {"declined": "no link"}]]
)
def test_a_window_that_cannot_is_no_hindrance(
    answers: list[Json | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It hangs, it crashes, it is of another version, it has no link: nothing was handed over."""
    monkeypatch.delenv("CORNETTA_SECRET", raising=False)
    with false_window(os.environ, *answers):
        ran = cornetta("pickup", "--json")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "host" in ran.stderr  # the way without a window has no settings here


@contextmanager
def answered(line: bytes) -> Iterator[socket.socket]:
    """The end of a connection at which this comes a moment later, and then nothing more."""
    ours, theirs = socket.socketpair()

    def say() -> None:
        with closing(theirs), suppress(OSError):
            theirs.sendall(line)

    with ours:
        ours.settimeout(0.01)
        soon = threading.Timer(0.1, say)
        soon.start()
        yield ours
        soon.join(5)


def test_an_answer_may_take_longer_than_a_greeting() -> None:
    with answered(b'{"shown": true}\n') as peer:
        assert running._read(peer, 10) == {"shown": True}


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (b"x" * (running.MOST_BYTES + 1), TimeoutError),  # it may have no end
        (b'{"shown": tr', ConnectionError),
        (b"[]\n", ValueError),
    ],
)
def test_an_answer_that_is_none(line: bytes, error: type[Exception]) -> None:
    with answered(line) as peer, pytest.raises(error):
        running._read(peer, 10)


def test_a_window_that_hangs_is_waited_for_once() -> None:
    claim = Place({}, os.environ).claim()
    assert claim is not None
    with closing(socket.socket(socket.AF_UNIX)) as server:
        server.bind(claim.address)
        server.listen(5)
        assert cornetta("pickup").returncode == 2
        server.setblocking(False)
        server.accept()[0].close()
        with pytest.raises(BlockingIOError):
            server.accept()
    let_go(claim)


@contextmanager
def window() -> Iterator["subprocess.Popen[str]"]:
    with started("--demo") as process:
        yield process
        process.kill()


def test_a_crashed_window_is_no_hindrance(runtime: Path) -> None:
    place = Place({"demo": True}, {**os.environ, **NOBODY_LISTENS})  # the demo needs no settings
    with window() as first:
        wait_for(place.show)
        ran = cornetta("--demo")
        assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
        first.kill()
        first.wait(5)
    left = [one for one in (runtime / "cornetta").iterdir() if one.suffix != ".lock"]
    assert len(left) == 1
    assert not place.show()
    with window():
        wait_for(place.show)


async def test_the_socket_of_a_window_that_came_later_is_left(runtime: Path) -> None:
    """Who cleans up old files takes the folder of a window that has run for long."""

    async def no(_question: Json) -> Json:
        return {"declined": "a test"}

    tasks = TaskOwner()
    first, second = DeskSocket(no, tasks), DeskSocket(no, tasks)
    address = runtime / "window"
    await first.listen(str(address))
    address.unlink()
    await second.listen(str(address))
    first.close()
    assert address.exists()
    second.close()
    assert not address.exists()


async def test_a_window_that_cannot_listen_goes_on(
    runtime: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def no(_question: Json) -> Json:
        return {"declined": "a test"}

    nobody = DeskSocket(no, TaskOwner())
    await nobody.listen(str(runtime / "nowhere" / "window"))
    assert "No other process can reach this window" in caplog.text
    nobody.close()


def test_the_demo_is_the_same_whatever_is_set() -> None:
    claim = Place({"demo": True}, {**os.environ, "CORNETTA_HOST": "pbx"}).claim()
    assert claim
    assert Place({"demo": True}, os.environ).claim() is None
    let_go(claim)


def test_of_many_starts_at_once_one_becomes_the_window() -> None:
    with window() as one, window() as two, window() as three:
        many = [one, two, three]
        wait_for(lambda: sum(each.poll() is None for each in many) == 1)
        assert [each.poll() for each in many if each.poll() is not None] == [0, 0]
        assert Place({"demo": True}, os.environ).show()


def test_a_display_is_one_however_it_is_written_and_wayland_another() -> None:
    claim = Place({}, {**os.environ, "DISPLAY": ":77"}).claim()
    assert claim
    assert Place({}, {**os.environ, "DISPLAY": ":77.0"}).claim() is None
    other = Place({}, {**os.environ, "DISPLAY": ":77", "WAYLAND_DISPLAY": "/run/wayland-7"}).claim()
    assert other
    let_go(claim)
    let_go(other)


def test_a_claim_is_of_one() -> None:
    place = Place({}, os.environ)
    first = place.claim()
    assert isinstance(first, Claim)
    assert place.claim() is None
    other = Place({"extension": "7"}, os.environ).claim()
    assert other
    let_go(other)
    let_go(first)
    second = place.claim()
    assert second is not None
    let_go(second)


def test_the_window_of_an_option_is_asked_and_not_that_of_a_variable() -> None:
    """Else `cornetta pickup --extension 205` would let the phone at 204 ring."""
    set_for_all = {**os.environ, "CORNETTA_EXTENSION": "204", "CORNETTA_HOST": ""}
    assert Place({}, set_for_all).given == {"extension": "204"}
    assert Place({"extension": "205"}, set_for_all).given == {"extension": "205"}


def test_a_window_that_never_listens_is_not_waited_for_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("client.running.START_S", 0.05)
    place = Place({}, os.environ)
    first = place.claim()
    assert first
    assert place.claim_or_show() is NOWHERE
    let_go(first)


def test_what_a_hotkey_starts_loads_little() -> None:
    code = "import sys, client.cli.fast_path; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    heavy = {"asyncio", "argparse", "msgspec", "PySide6", "rich", "keyring", "tempfile", "logging"}
    assert not heavy & set(ran.stdout.split())
