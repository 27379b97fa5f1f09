"""The desktop's settings, as GNOME and KDE tell them, reach a real window while it is open."""

import asyncio
from collections.abc import Iterator
from ctypes.util import find_library
from pathlib import Path

import pytest

from tests.integration.fake_settings import CONTRAST, SCHEME, fake_settings
from tests.integration.x_server import Program, XServer, x_desktop

pytestmark = [
    pytest.mark.xvfb,
    pytest.mark.dbus,
]


@pytest.fixture
def screen() -> Iterator[XServer]:
    with x_desktop(QT_QPA_PLATFORMTHEME="gnome") as server:
        yield server


async def says(program: Program, wanted: str) -> None:
    await asyncio.get_running_loop().run_in_executor(None, program.until, wanted)


async def test_dark_and_contrast_come_and_go(screen: XServer) -> None:
    async with fake_settings(screen.environment["DBUS_SESSION_BUS_ADDRESS"]) as desktop:
        desktop.values[SCHEME] = 1
        with screen.program("tests.integration.tray_program") as program:
            await says(program, "look dark usual")
            await desktop.change(CONTRAST, 1)
            await says(program, "look dark contrast")
            await desktop.change(SCHEME, 2)
            await says(program, "look light contrast")
            await desktop.change(CONTRAST, 0)
            await says(program, "look light usual")


@pytest.mark.skipif(find_library("gtk-3") is None, reason="Qt has GTK's theme only where GTK is")
async def test_what_gtk_colours_itself_is_as_dark_as_the_window() -> None:
    """The desktop tells of each change more than once."""
    with (
        x_desktop(QT_QPA_PLATFORMTHEME="gtk3") as screen,
        screen.program("tests.integration.label_program") as program,
    ):
        for scheme in ("dark", "dark", "light", "dark", "dark", "light"):
            program.tell(scheme)
            await says(program, f"looks {scheme}")


COLOURS = """\
[General]
ColorScheme={name}

[Colors:Window]
BackgroundNormal={window}
ForegroundNormal={text}

[Colors:Button]
BackgroundNormal={window}
ForegroundNormal={text}
"""
DARK = COLOURS.format(name="BreezeDark", window="30,40,50", text="250,250,250")
LIGHT = COLOURS.format(name="BreezeLight", window="230,240,250", text="20,20,20")
KDE = {"QT_QPA_PLATFORMTHEME": "kde", "KDE_SESSION_VERSION": "5"}


async def test_kdes_own_colours_come_and_go(tmp_path: Path) -> None:
    """Qt follows them, too, earlier or later than Cornetta hears of it."""
    colours = tmp_path / "kdeglobals"
    colours.write_text(DARK)
    with x_desktop(**KDE, XDG_CONFIG_HOME=str(tmp_path)) as screen:
        async with fake_settings(screen.environment["DBUS_SESSION_BUS_ADDRESS"]) as desktop:
            desktop.values[SCHEME] = 1
            with screen.program("tests.integration.tray_program") as program:
                await says(program, "up")
                for scheme, name, written, look in (
                    (2, "BreezeLight", LIGHT, "look light usual #e6f0fa"),
                    (1, "BreezeDark", DARK, "look dark usual #1e2832"),
                ):
                    colours.write_text(written)
                    await desktop.change(SCHEME, scheme)
                    await desktop.tell("org.kde.kdeglobals.General", "ColorScheme", ("s", name))
                    await says(program, look)
