"""Whether a window can be opened is known before Qt is asked."""

import os
import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from client.qt.desktop.display import missing_display, platform_wanted

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 is for Linux")


WELCOME = struct.pack("<BxHHH20xB11x", 1, 11, 0, 8, 1)
"""An X server's first words, of one screen. Source: the X protocol, connection setup."""
REASON = b"Authorization required, but no authorization protocol specified\n"
END = b"end"
NO_ENTRY = struct.pack("<BBHHH", 0, len(REASON), 11, 0, len(REASON) // 4) + REASON


@contextmanager
def x_display(answer: bytes = WELCOME) -> Iterator[str]:
    """A local X server of this run alone: two may run on one machine."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"\0/tmp/.X11-unix/X{os.getpid()}")
        server.listen()
        with answering(server, answer):
            yield f":{os.getpid()}"


@contextmanager
def answering(server: socket.socket, answer: bytes) -> Iterator[None]:
    """Tell each that asks the same."""

    def serve() -> None:
        while True:
            client, _ = server.accept()
            with client:
                asked = client.recv(4096)
                if asked == END:
                    return
                if asked:  # else it only looked whether somebody listens
                    client.sendall(answer)
                    client.recv(4096)

    thread = Thread(target=serve, daemon=True)
    thread.start()
    yield
    with socket.socket(server.family) as last:
        last.connect(server.getsockname())
        last.sendall(END)
    thread.join()


@pytest.fixture
def local_display() -> Iterator[str]:
    """One that lets everybody in."""
    with x_display() as name:
        yield name


def test_none() -> None:
    assert missing_display({}) == "There is no display for the window."


@pytest.mark.parametrize("display", [":97", "unix:97", "127.0.0.1:97", ":97.0"])
def test_one_that_does_not_answer(display: str) -> None:
    assert missing_display({"DISPLAY": display}) == f"The display {display} does not answer."


def test_one_that_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, answering(server, WELCOME):
        port = server.getsockname()[1]
        assert missing_display({"DISPLAY": f"127.0.0.1:{port - 6000}"}) == ""


def test_a_local_one_that_answers(local_display: str) -> None:
    assert missing_display({"DISPLAY": local_display}) == ""


def test_one_that_does_not_let_us_in() -> None:
    """As after `sudo -u`: Qt would end with 134, and have somebody install a library."""
    with x_display(NO_ENTRY) as display:
        said = missing_display({"DISPLAY": display})
    assert said == f"The display {display} does not let this user in."


def test_one_without_that_screen(local_display: str) -> None:
    assert missing_display({"DISPLAY": f"{local_display}.0"}) == ""
    said = missing_display({"DISPLAY": f"{local_display}.7"})
    assert said == f"The display {local_display} has no screen 7."


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


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("xcb", "The display :97 does not answer."),
        ("wayland", "The display wayland-0 does not answer."),
        ("wayland-egl;xcb", "The display wayland-0 does not answer."),
        ("offscreen;xcb", ""),
    ],
)
def test_what_the_environment_asks_for(asked: str, said: str) -> None:
    """As a desktop's environment may, which a login by ssh has, too: Qt would end with 134."""
    assert missing_display({"QT_QPA_PLATFORM": asked, "DISPLAY": ":97"}) == said


def test_the_one_of_two_that_the_environment_asks_for(local_display: str, tmp_path: Path) -> None:
    both = {"DISPLAY": local_display, "XDG_RUNTIME_DIR": str(tmp_path)}
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "wayland-0"))
        server.listen()
        assert missing_display({**both, "QT_QPA_PLATFORM": "wayland"}) == ""
    assert missing_display({**both, "QT_QPA_PLATFORM": "xcb"}) == ""
    assert missing_display({**both, "QT_QPA_PLATFORM": "wayland;xcb"}) == ""
    said = missing_display({**both, "QT_QPA_PLATFORM": "wayland"})
    assert said == "The display wayland-0 does not answer."


def test_x_goes_before_wayland(local_display: str) -> None:
    both = {"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": local_display}
    assert platform_wanted(both) == ["-platform", "xcb;wayland"]
    assert platform_wanted({**both, "QT_QPA_PLATFORM": "wayland"}) == []
    assert platform_wanted({**both, "DISPLAY": ":97"}) == []
    assert platform_wanted({"WAYLAND_DISPLAY": "wayland-0"}) == []
