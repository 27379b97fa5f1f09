"""`cornetta doctor` in this process: what it prints, how it ends, and what it never tells."""

import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from client.simulator.accounts import account
from client.simulator.office import Desk, Office
from client.simulator.pbx import Pbx
from client.simulator.server import SimulatorServer
from tests.in_thread import main_in_thread
from tests.proxy import Proxy

AGENT, ADMIN = "s3cret-of-the-agent", "s3cret-of-the-admin"


@pytest_asyncio.fixture
async def proxy(set_up: Callable[..., None]) -> AsyncIterator[Proxy]:
    """The way to a PBX with an agent at 101 and another phone of the group 501."""
    office = Office(
        desks=(
            Desk("101", "101", "Desk 101", ("501",), ("501",)),
            Desk("102", "102", "Desk 102", ("501",), ("501",)),
            Desk("206", "206", "Desk 206"),
        ),
        database={"pickup/group/501": "Support"},
    )
    accounts = [
        account("anna", "call,agent", "originate,reporting,call", secret=AGENT),
        account("boss", "all", "all", secret=ADMIN),
    ]
    async with (
        SimulatorServer(Pbx(office), accounts) as server,
        Proxy(server.port) as proxy,
    ):
        anna = {"username": "anna", "secret": AGENT, "extension": "101"}
        set_up(host="127.0.0.1", port=proxy.port, **anna)
        yield proxy


async def doctor(*arguments: str) -> int:
    return await main_in_thread(("doctor", *arguments))


async def test_nothing_is_wrong(proxy: Proxy, capsys: pytest.CaptureFixture[str]) -> None:
    assert await doctor("--json") == 0
    out, errors = capsys.readouterr()
    told = json.loads(out)
    assert (told["healthy"], told["account"], errors) == (True, "anna", "")
    assert {"problem", "warning"}.isdisjoint(f["severity"] for f in told["findings"])
    assert "auto-answer" not in {f["check"] for f in told["findings"]}
    assert b"Originate" not in proxy.sent


@pytest.mark.usefixtures("proxy")
async def test_a_file_of_preferences_with_a_mistake(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    site = tmp_path / "preferences.toml"
    site.write_text("[alerts]\ndelay = 3\n")
    monkeypatch.setenv("CORNETTA_SITE_PREFERENCES", str(site))
    assert await doctor() == 1
    said = f"WARNING  The setting 'alerts.delay' is not a setting of Cornetta ({site}).\n"
    assert capsys.readouterr().out.startswith(said)
    assert await doctor("--demo") == 0


@pytest.mark.usefixtures("proxy")
async def test_what_is_wrong_comes_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert await doctor("--extension", "206") == 1
    out, errors = capsys.readouterr()
    assert errors == ""
    assert "\x1b" not in out  # no colours in a file
    assert out.startswith("PROBLEM  Your extension is in no pickup group.\n")
    assert "         in pjsip.conf:\n             [206]  ; add to the existing endpoint" in out
    assert out.endswith("\n\n1 problem.\n")


@pytest.mark.usefixtures("proxy")
async def test_the_test_call(capsys: pytest.CaptureFixture[str]) -> None:
    assert await doctor("--call") == 0
    assert "ok       Your phone answered by itself after 0.0 s.\n" in capsys.readouterr().out


@pytest.mark.parametrize("username", ["anna", "boss"])
@pytest.mark.parametrize("form", [(), ("--json",)])
async def test_no_secret_is_asked_for_or_told(
    proxy: Proxy,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    username: str,
    form: tuple[str, ...],
) -> None:
    monkeypatch.setenv("CORNETTA_USERNAME", username)
    monkeypatch.setenv("CORNETTA_SECRET", AGENT if username == "anna" else ADMIN)
    assert await doctor("--call", *form) == (0 if username == "anna" else 1)
    told = "".join(capsys.readouterr())
    for word in (AGENT, ADMIN):
        assert word not in told
        assert word.encode() not in proxy.sent
    asked = [line for line in proxy.sent.lower().splitlines() if line.startswith(b"variable:")]
    assert asked
    for part in (b"secret", b"password", b"auth", b"md5"):
        assert not [line for line in asked if part in line]
    actions = {line for line in proxy.sent.splitlines() if line.startswith(b"Action: ")}
    assert actions - {b"Action: Hangup", b"Action: ShowDialPlan"} == {
        b"Action: Challenge",
        b"Action: Login",
        b"Action: ListCommands",
        b"Action: Ping",
        b"Action: Getvar",
        b"Action: DBGet",
        b"Action: DeviceStateList",
        b"Action: CoreSettings",
        b"Action: Originate",
        b"Action: Logoff",
    }


async def test_how_it_ends_without_a_pbx(
    proxy: Proxy, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CORNETTA_SECRET", "wrong")
    assert await doctor() == 3
    out, errors = capsys.readouterr()
    assert out.startswith("PROBLEM  The PBX refused the login.")
    assert errors == ""
    monkeypatch.setenv("CORNETTA_PORT", "many")
    assert await doctor() == 2
    monkeypatch.setenv("CORNETTA_PORT", str(proxy.port))
    proxy.cut_before = b"CoreSettings"
    monkeypatch.setenv("CORNETTA_SECRET", AGENT)
    assert await doctor() == 3
    await proxy.refuse()
    capsys.readouterr()
    assert await doctor("--json") == 3
    out, errors = capsys.readouterr()
    assert json.loads(out)["findings"][0]["severity"] == "problem"
    assert errors == ""


async def test_the_demo(capsys: pytest.CaptureFixture[str]) -> None:
    assert await doctor("--demo", "--call") == 0
    out = capsys.readouterr().out
    assert "Your phone answered by itself" in out
    assert out.endswith("\nNothing is wrong.\n")
