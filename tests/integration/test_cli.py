"""The command line in this process, at a small office of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from client.__main__ import main
from client.config.settings import COMMAND_LINE
from client.qt import app
from client.qt.user_profile import UserProfile
from client.running import Claim
from client.simulator.accounts import account
from client.simulator.office import Desk, Office
from client.simulator.pbx import Pbx
from client.simulator.server import SimulatorServer
from tests.accounts import ACCOUNTS
from tests.in_thread import main_in_thread
from tests.integration.own_process import start_python

SUPPORT = Desk("101", "101", "Desk 101", ("501",), ("501",))
ALONE = Desk("206", "206", "Desk 206")

AS_ANNA = {"CORNETTA_USERNAME": "anna", "CORNETTA_EXTENSION": "101", "CORNETTA_SECRET": "x"}


@pytest_asyncio.fixture
async def office(set_up: Callable[..., None]) -> AsyncIterator[None]:
    """A PBX where nobody calls; the environment says how to reach it as 206."""
    async with SimulatorServer(Pbx(Office(desks=(SUPPORT, ALONE))), ACCOUNTS) as server:
        agent = {"username": "agent", "secret": "agent", "extension": "206"}
        set_up(host=server.host, port=server.port, **agent)
        yield


async def cornetta(*arguments: str) -> int:
    return await main_in_thread(arguments)


@pytest.mark.usefixtures("office")
async def test_who_is_in_no_group_is_told_so(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing will ever ring for this one: "nothing rings now" would let one wait for ever."""
    told = "Extension 206 is in no pickup group.\n"
    for verb in ("groups", "calls"):
        assert await cornetta(verb) == 0
        assert capsys.readouterr() == (told, "")
    assert await cornetta("pickup", "--json") == 1
    out, errors = capsys.readouterr()
    assert (json.loads(out)["outcome"], errors) == ("nothing_ringing", told)
    assert await cornetta("calls", "--extension", "101") == 0
    assert capsys.readouterr().out == "Nothing rings in your groups now.\n"


@pytest.mark.parametrize("verb", [("calls",), ("pickup",), ("admin", "undo"), ()])
@pytest.mark.usefixtures("office")
async def test_a_user_without_a_home_is_told_what_to_set(
    verb: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As in a container that runs as a number."""

    def unknown(_uid: int) -> None:
        raise KeyError

    pwd = pytest.importorskip("pwd")
    monkeypatch.setattr(pwd, "getpwuid", unknown)
    for name in ("HOME", "XDG_CONFIG_HOME", "CORNETTA_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    assert await cornetta(*verb) == 2
    told = "This user has no home folder. Set HOME, or CORNETTA_CONFIG to the file of the settings."
    assert capsys.readouterr() == ("", f"{told}\n")


async def test_the_window_takes_the_same_options(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[UserProfile] = []

    def run_window(profile: UserProfile, _claim: Claim) -> int:
        given.append(profile)
        return 0

    monkeypatch.setattr(app, "missing_display", lambda: "")
    monkeypatch.setattr(app, "run_window", run_window)
    monkeypatch.setenv("CORNETTA_PORT", "5099")
    assert main(["--host", "pbx.example.com", "--port", "5040", "--tls"]) == 0
    form = given[0].form()
    assert (form.settings.host, form.settings.port, form.settings.tls) == (
        "pbx.example.com",
        5040,
        True,
    )
    assert form.fixed == dict.fromkeys(("host", "port", "tls"), COMMAND_LINE)


def test_the_demo_can_be_administered(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Each time anew, and nothing of it stays on this computer."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for _ in range(2):
        assert main(["--demo", "admin", "groups", "add", "Hotel"]) == 0
        assert capsys.readouterr().out == "Changed:\n  group 500: new, Hotel\n"
    assert list(tmp_path.iterdir()) == []
    assert main(["--demo", "admin", "groups", "add-member", "501", "108"]) == 2
    assert "108 is kept elsewhere than in pjsip.conf" in capsys.readouterr().err


async def test_where_members_cannot_be_read_it_is_said(
    capsys: pytest.CaptureFixture[str], set_up: Callable[..., None]
) -> None:
    """Nobody is shown as if a group had no members."""
    only_names = account("names", "", "system")
    async with SimulatorServer(Pbx(), [only_names]) as server:
        set_up(host=server.host, port=server.port, username="names", secret="names")
        assert await cornetta("admin", "groups", "show", "501") == 0
        told = "This account may not see who is in them; an administrator's may.\n"
        assert capsys.readouterr().out == f"501 Support\n{told}"
        assert await cornetta("admin", "groups", "show", "501", "--json") == 0
        shown = json.loads(capsys.readouterr().out)
        assert shown == {"number": "501", "name": "Support", "members": None}
        assert await cornetta("admin", "export") == 4
        out, errors = capsys.readouterr()
        assert (out, errors.count("\n")) == ("", 1)


@pytest.mark.usefixtures("office")
async def test_the_doctor_tells_names_that_are_no_settings(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, own_config: Path
) -> None:
    (own_config / "settings.toml").write_text('hots = "pbx1"\nanswer_timeout = 5\n')
    monkeypatch.setenv("Cornetta_Port", "5038")
    assert await cornetta("doctor", "--json") == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert [one["what"] for one in findings if one["check"] == "settings"] == [
        "The settings file has 'hots', which is not a setting. Did you mean 'host'?",
        (
            "The environment variable 'Cornetta_Port' is none of Cornetta's. "
            "Did you mean 'CORNETTA_PORT'?"
        ),
    ]


@pytest.mark.usefixtures("office")
async def test_the_doctor_says_where_to_look_when_it_is_not_let_in(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, own_config: Path
) -> None:
    (own_config / "settings.toml").write_text('hots = "pbx1"\n')
    monkeypatch.setenv("CORNETTA_SECRET", "wrong")
    assert await cornetta("doctor", "--json") == 3
    told = json.loads(capsys.readouterr().out)
    assert told["healthy"] is False
    assert [one["check"] for one in told["findings"]] == ["link", "settings"]
    assert await cornetta("doctor") == 3
    out, errors = capsys.readouterr()
    assert "failed to pass IP ACL" in out
    assert (out.splitlines()[-1], errors) == ("1 problem and 1 warning.", "")


async def test_what_fails_tells_names_that_are_no_settings(
    capsys: pytest.CaptureFixture[str], own_config: Path
) -> None:
    """The one that is said to be missing stands there, as its option is written or half right."""
    (own_config / "settings.toml").write_text('host = "localhost"\nuser-name = "anna"\n')
    for verb in ("calls", "doctor"):
        assert await cornetta(verb) == 2
        first, second = capsys.readouterr().err.splitlines()
        assert first.endswith("'user-name', which is not a setting. Did you mean 'username'?")
        assert second.startswith("The setting 'username' is not set")


def process(command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a shell's line with `cornetta` in it."""
    line = command.replace("cornetta", f"{sys.executable} -m client")
    return subprocess.run(  # noqa: S602 - our own
        line,
        shell=True,
        env={**os.environ, "PYTHONUNBUFFERED": "", **environment},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is full")
@pytest.mark.parametrize("words", ["--help", "--version", "self-test", "--demo groups --json"])
def test_the_disk_that_it_writes_to_is_full(words: str) -> None:
    ran = process(f"cornetta {words} >/dev/full")
    told = "The output cannot be written: No space left on device.\n"
    assert (ran.returncode, ran.stderr) == (1, told)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is full")
def test_the_exit_code_of_a_pickup_is_right_where_the_outcome_cannot_be_printed() -> None:
    ran = process("cornetta --demo pickup >/dev/full")
    assert (ran.returncode, ran.stderr[:9]) == (0, "You took ")
    ran = process("(sleep 0.5; cornetta --demo pickup --exten 999 --json; echo $? >&2) | true")
    assert ran.stderr.endswith("\n1\n")


@pytest.mark.skipif(os.name != "posix", reason="only a POSIX shell limits a file")
def test_the_disk_becomes_full_while_it_watches(tmp_path: Path) -> None:
    """It ends, and does not complain of each call from then on."""
    line = f"ulimit -f 1; cornetta --demo watch --json > {tmp_path / 'calls'}"
    # Python would leave its compiled modules cut off, for all that start after it.
    ran = process(line, PYTHONDONTWRITEBYTECODE="1")
    told = "The output cannot be written: File too large.\n"
    assert (ran.returncode, ran.stderr) == (1, told)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is full")
@pytest.mark.parametrize("nobody", ["/dev/full", "&-"])
def test_the_exit_code_is_right_where_nobody_can_read_why(nobody: str) -> None:
    ran = process(f"cornetta calls --host 127.0.0.1 --port 1 2>{nobody}", **AS_ANNA)
    assert (ran.returncode, ran.stdout) == (3, "")


@pytest.mark.parametrize(
    ("number", "started"),
    [
        (signal.SIGINT, ""),
        (signal.SIGTERM, ""),
        (signal.SIGHUP, ""),
        (signal.SIGTERM, "trap '' INT;"),  # as a script's shell starts `cornetta record it.ami &`
    ],
)
def test_a_recording_that_has_not_begun_leaves_no_file(
    tmp_path: Path, number: signal.Signals, started: str
) -> None:
    """Else the next attempt is told that there is one."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        link = f"--host 127.0.0.1 --port {silent.getsockname()[1]}"
        line = f"{started} exec {sys.executable} -m client record {tmp_path}/it.ami {link}"
        with (
            subprocess.Popen(  # noqa: S602 - ours
                line, shell=True, env={**os.environ, **AS_ANNA}, stderr=subprocess.PIPE
            ) as record,
            silent.accept()[0],
        ):
            assert len(list(tmp_path.iterdir())) == 1
            record.send_signal(number)
            assert (record.wait(10), record.communicate()[1]) == (130, b"")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="a shell's way to say so")
@pytest.mark.parametrize("name", ["HUP", "INT"])
def test_a_recording_goes_on_after_a_signal_that_its_shell_ignores(
    tmp_path: Path, name: str
) -> None:
    """After the end of its terminal by nohup; after a script's Ctrl-C in its background."""
    line = f"trap '' {name}; exec {sys.executable} -m client record {tmp_path}/it.ami --demo"
    with subprocess.Popen(  # noqa: S602 - ours
        line, shell=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as record:
        assert record.stdout
        assert record.stdout.readline()
        record.send_signal(signal.Signals[f"SIG{name}"])
        assert all(record.stdout.readline() for _ in range(2))
        record.terminate()
        _, errors = record.communicate(timeout=30)
    assert (record.returncode, errors.startswith("Recording ")) == (0, True)


def test_a_terminal_that_does_not_know_its_width() -> None:
    assert "Support" in process("cornetta --demo groups", COLUMNS="0").stdout


@pytest.mark.parametrize("words", ["--help", "--version", "--demo groups --json", "--demo groups"])
def test_its_reader_has_gone(words: str) -> None:
    ran = process(f"(sleep 0.5; cornetta {words}; echo $? >&2) | true")
    assert ran.stderr == "0\n"


@pytest.mark.parametrize("words", ["watch", "watch --json", "calls", "doctor"])
def test_its_terminal_has_gone(words: str) -> None:
    """No signal tells of it after `disown`; nor here, where it is not the one that controls us."""
    terminal, its_side = pytest.importorskip("pty").openpty()
    line = [sys.executable, "-m", "client", "--demo", *words.split()]
    with subprocess.Popen(line, stdout=its_side, stderr=subprocess.PIPE, text=True) as ran:  # noqa: S603 - our own
        os.close(its_side)
        if words.startswith("watch"):
            assert os.read(terminal, 1)
        os.close(terminal)
        _, errors = ran.communicate(timeout=30)
    told = "The output cannot be written: Input/output error.\n"
    assert (ran.returncode, errors) == (1, told)


@pytest.mark.skipif(os.name != "posix", reason="a shell's way to say so")
def test_without_an_input_nothing_can_be_asked() -> None:
    given = {"CORNETTA_HOST": "pbx1", "CORNETTA_USERNAME": "anna", "CORNETTA_EXTENSION": "101"}
    ran = process("cornetta calls <&-", **given)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("The setting 'secret' is not set; set CORNETTA_SECRET, as ")


@pytest.mark.skipif(os.name != "posix", reason="a shell's way to say so")
def test_it_watches_without_an_output_until_it_is_told_to_end() -> None:
    ran = process("timeout 2 cornetta watch --demo >&-")
    assert (ran.returncode, ran.stderr) == (124, "")


@pytest.mark.skipif(os.name != "posix", reason="a shell's way to say so")
def test_a_signal_that_comes_again_while_it_ends_is_passed_over() -> None:
    again = (
        "import os, signal, sys; from asyncio.selector_events import BaseSelectorEventLoop as Loop;"
        "close = Loop.close;"
        "Loop.close = lambda loop: (close(loop), os.kill(os.getpid(), signal.SIGTERM));"
        "from client.__main__ import main; code = main([*sys.argv[1:]]);"
        "os.kill(os.getpid(), signal.SIGTERM); sys.exit(code)"
    )
    with start_python("-c", again, "watch", "--demo") as watch:
        assert watch.stdout
        assert watch.stdout.readline()
        watch.terminate()
        _, errors = watch.communicate(timeout=30)
    assert (watch.returncode, errors) == (0, "")


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="only Linux shows what is open")
def test_no_connection_gets_the_number_of_an_output_that_is_closed() -> None:
    """What a library complains of would go into it."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        link = f"--host 127.0.0.1 --port {silent.getsockname()[1]}"
        line = f"exec {sys.executable} -m client calls {link} <&- >&- 2>&-"
        with (
            subprocess.Popen(line, shell=True, env={**os.environ, **AS_ANNA}) as calls,  # noqa: S602
            silent.accept()[0],
        ):
            opened = [os.readlink(f"/proc/{calls.pid}/fd/{number}") for number in range(3)]  # noqa: PTH115
            calls.kill()
    assert opened == [os.devnull] * 3
