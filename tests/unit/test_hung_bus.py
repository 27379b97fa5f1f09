"""A session bus that does not answer is left before Qt waits for it."""

import socket
import subprocess
import sys
from pathlib import Path
from shutil import which

import pytest

from client.qt.desktop import hung_bus
from client.qt.desktop.hung_bus import leave_hung_bus

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="D-Bus is for Linux")


def left_with(address: str) -> str:
    environ = {"DBUS_SESSION_BUS_ADDRESS": address}
    leave_hung_bus(environ)
    return environ["DBUS_SESSION_BUS_ADDRESS"]


@pytest.mark.parametrize("form", ["unix:path={}", "unix:path={},guid=5d4c", "unix:abstract={}"])
def test_a_hung_bus_is_left(form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hung_bus, "_ANSWER_WITHIN_MS", 50)
    path = str(tmp_path / "bus")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("\0" * ("abstract" in form) + path)
        server.listen()
        assert left_with(form.format(path)) == "disabled:"


def test_one_whose_queue_is_full_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So a bus is that has stopped long ago: it takes no more connections either."""
    monkeypatch.setattr(hung_bus, "_ANSWER_WITHIN_MS", 50)
    path = str(tmp_path / "bus")
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as first:
        server.bind(path)
        server.listen(0)
        first.connect(path)
        assert left_with(f"unix:path={path}") == "disabled:"


@pytest.mark.skipif(not which("dbus-daemon"), reason="dbus-daemon is not installed")
def test_one_that_answers_is_kept() -> None:
    command = ["dbus-daemon", "--session", "--nofork", "--print-address=1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as bus:  # noqa: S603
        assert bus.stdout
        address = bus.stdout.readline().strip()
        kept = left_with(address)
        bus.terminate()
    assert address.startswith("unix:")
    assert kept == address


@pytest.mark.parametrize("address", ["unix:path=/nowhere", "tcp:host=localhost", "unix:a=b", ""])
def test_one_that_is_gone_or_elsewhere_is_kept(address: str) -> None:
    assert left_with(address) == address


def test_none_stays_none() -> None:
    environ: dict[str, str] = {}
    leave_hung_bus(environ)
    assert environ == {}
