"""The desktop's settings, as GNOME tells them, reach a real window while it is open."""

import asyncio
from collections.abc import Iterator

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


async def looks(program: Program, wanted: str) -> None:
    await asyncio.get_running_loop().run_in_executor(None, program.until, f"look {wanted}")


async def test_dark_and_contrast_come_and_go(screen: XServer) -> None:
    async with fake_settings(screen.environment["DBUS_SESSION_BUS_ADDRESS"]) as desktop:
        desktop.values[SCHEME] = 1
        with screen.program("tests.integration.tray_program") as program:
            await looks(program, "dark usual")
            await desktop.change(CONTRAST, 1)
            await looks(program, "dark contrast")
            await desktop.change(SCHEME, 2)
            await looks(program, "light contrast")
            await desktop.change(CONTRAST, 0)
            await looks(program, "light usual")
