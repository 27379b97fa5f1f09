"""The softphone that is told what to dial."""

import asyncio
import json
import sys
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from client.calls.choice import Code
from client.errors import ActionRejected
from client.pickup import softphone
from client.pickup.softphone import SYSTEM, Softphone


def argv(command: str, *, number: str = "**501", host: str = "pbx.example") -> list[str]:
    return Softphone(command, host, "**")._argv(number)


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("", []),
        ("none", []),
        ("linphone", ["linphone", "sip:**501@pbx.example"]),
        ("linphone --call {address}", ["linphone", "--call", "sip:**501@pbx.example"]),
        ("dial --to={number}", ["dial", "--to=**501"]),
        ("'my phone' {number}; rm", ["my phone", "**501;", "rm"]),
    ],
)
def test_what_is_started(command: str, expected: list[str]) -> None:
    assert argv(command) == expected


def test_a_path_of_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    started = [r"C:\Program Files\Phone\phone.exe", "**501", r"\\server\log"]
    assert argv(r'"C:\Program Files\Phone\phone.exe" {number} \\server\log') == started


@pytest.mark.parametrize(
    ("platform", "opener"), [("linux", "xdg-open"), ("darwin", "open"), ("win32", "rundll32")]
)
def test_the_systems_own(monkeypatch: pytest.MonkeyPatch, platform: str, opener: str) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    started = argv(SYSTEM)
    assert (started[0], started[-1]) == (opener, "sip:**501@pbx.example")


@pytest.mark.parametrize(
    ("command", "there"),
    [
        ("false {number}", True),
        (SYSTEM, True),
        ("/nowhere/phone", False),
        ("", False),
        ("'open", False),
    ],
)
def test_whether_its_program_is_there(
    monkeypatch: pytest.MonkeyPatch, command: str, *, there: bool
) -> None:
    monkeypatch.setattr(softphone, "_opener", lambda: "false")
    assert softphone.is_installed(command) is there


def test_what_an_address_cannot_hold_is_written_otherwise() -> None:
    assert argv("x", number="#7 501")[1] == "sip:%237%20501@pbx.example"
    assert argv("x", host="::1")[1] == "sip:**501@[::1]"


@pytest.fixture
def program(tmp_path: Path) -> str:
    """Says in the file beside it how it was called, then does what its first argument says.

    One that stays fails in the end, when that file is gone.
    """
    script = tmp_path / "phone.py"
    script.write_text(
        "import os, pathlib, sys, time\n"
        "print('noise', file=sys.stderr); print('noise')\n"
        "alone = os.getsid(0) == os.getpid()\n"
        f"dialled = pathlib.Path({str(tmp_path / 'dialled')!r})\n"
        "dialled.write_text(f'{sys.argv[2]} {alone}')\n"
        "while sys.argv[1] == 'stay' and dialled.exists(): time.sleep(0.01)\n"
        "sys.exit(int(sys.argv[1]))\n"
    )
    return f"{sys.executable} {script}"


@pytest.mark.skipif(sys.platform == "win32", reason="it has no sessions")
async def test_a_program_that_hands_it_over(
    program: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """It outlives our terminal, and says nothing among what we print."""
    phone = Softphone(f"{program} 0 {{number}}", "pbx", "*7")
    await phone.ring("id", Code("102"))
    assert (tmp_path / "dialled").read_text() == "*7102 True"
    assert capfd.readouterr() == ("", "")
    phone.hang_up("id")


@pytest.fixture
def seen(tmp_path: Path) -> Callable[[], Awaitable[dict[str, str]]]:
    """What a program that is started finds in its environment."""

    async def start() -> dict[str, str]:
        script, found = tmp_path / "phone.py", tmp_path / "found"
        script.write_text(
            "import json, os, pathlib\n"
            f"pathlib.Path({str(found)!r}).write_text(json.dumps(dict(os.environ)))\n"
        )
        phone = Softphone(f"{sys.executable} {script}", "pbx", "**")
        await phone.ring("id", Code("102"))
        environ: dict[str, str] = json.loads(found.read_text())
        return environ

    return start


async def test_a_program_that_is_told_no_secret(
    seen: Callable[[], Awaitable[dict[str, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CORNETTA_SECRET", "CORNETTA_ADMIN_SECRET"):
        monkeypatch.setenv(name, "s3cret")
    monkeypatch.setenv("CORNETTA_HOST", "pbx")
    environ = await seen()
    assert environ["CORNETTA_HOST"] == "pbx"
    assert "s3cret" not in environ.values()


@pytest.mark.parametrize("own", [None, "", "/opt/own"])
async def test_a_program_with_libraries_of_its_own_started_by_the_one_folder_program(
    seen: Callable[[], Awaitable[dict[str, str]]],
    monkeypatch: pytest.MonkeyPatch,
    own: str | None,
) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", "/opt/cornetta/lib", raising=False)
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/cornetta/lib")
    monkeypatch.setenv("QT_PLUGIN_PATH", "/opt/cornetta/lib/PySide6/Qt/plugins")
    if own is not None:
        monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", own)
    environ = await seen()
    assert (environ.get("LD_LIBRARY_PATH"), environ.get("QT_PLUGIN_PATH")) == (own, None)


async def test_a_program_that_was_started_otherwise_keeps_its_paths(
    seen: Callable[[], Awaitable[dict[str, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/own")
    assert (await seen())["LD_LIBRARY_PATH"] == "/opt/own"


async def test_a_program_that_is_the_softphone_itself(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(softphone, "STARTED_WITHIN_S", 0.05)
    await Softphone(f"{program} stay {{number}}", "pbx", "**").ring("id", Code(""))
    while not (tmp_path / "dialled").exists():  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(0.01)
    (tmp_path / "dialled").unlink()
    (waits,) = (thread for thread in threading.enumerate() if thread.name == "softphone")
    waits.join()


@pytest.mark.parametrize("command", ["", "/nowhere/phone", "false", "'open"])
async def test_what_cannot_be_dialled(command: str) -> None:
    with pytest.raises(ActionRejected) as caught:
        await Softphone(command, "pbx", "**").ring("id", Code("102"))
    assert caught.value.no_right
