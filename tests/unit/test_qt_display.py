"""Whether a window can be opened is known before Qt is asked."""

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from client.qt.desktop.display import missing_display, platform_wanted

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 is for Linux")


@pytest.fixture
def local_display() -> Iterator[str]:
    """An X server of this run alone: two may run on one machine."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"\0/tmp/.X11-unix/X{os.getpid()}")
        server.listen()
        yield f":{os.getpid()}"


def test_none() -> None:
    assert missing_display({}) == "There is no display for the window."


@pytest.mark.parametrize("display", [":97", "unix:97", "127.0.0.1:97", ":97.0"])
def test_one_that_does_not_answer(display: str) -> None:
    assert missing_display({"DISPLAY": display}) == f"The display {display} does not answer."


def test_one_that_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert missing_display({"DISPLAY": f"127.0.0.1:{port - 6000}"}) == ""


def test_a_local_one_that_answers(local_display: str) -> None:
    assert missing_display({"DISPLAY": local_display}) == ""


@pytest.mark.parametrize("environ", [{"WAYLAND_SOCKET": "3"}, {"QT_QPA_PLATFORM": "offscreen"}])
def test_what_needs_no_look(environ: dict[str, str]) -> None:
    assert missing_display(environ) == ""


def test_wayland(tmp_path: Path) -> None:
    """It goes before X; the name of one that has ended stays in a terminal's environment."""
    folder = {"XDG_RUNTIME_DIR": str(tmp_path)}
    gone = {**folder, "WAYLAND_DISPLAY": "wayland-9", "DISPLAY": ":97"}
    assert missing_display(gone) == "The display wayland-9 does not answer."
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "wayland-0"))
        server.listen()
        assert missing_display({**folder, "WAYLAND_DISPLAY": "wayland-0"}) == ""
        assert missing_display({"WAYLAND_DISPLAY": str(tmp_path / "wayland-0")}) == ""


def test_x_where_wayland_does_not_answer(local_display: str) -> None:
    assert missing_display({"WAYLAND_DISPLAY": "wayland-9", "DISPLAY": local_display}) == ""


def test_x_goes_before_wayland(local_display: str) -> None:
    both = {"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": local_display}
    assert platform_wanted(both) == ["-platform", "xcb;wayland"]
    assert platform_wanted({**both, "QT_QPA_PLATFORM": "wayland"}) == []
    assert platform_wanted({**both, "DISPLAY": ":97"}) == []
    assert platform_wanted({"WAYLAND_DISPLAY": "wayland-0"}) == []
