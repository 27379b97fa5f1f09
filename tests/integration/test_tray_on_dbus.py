"""The tray of KDE and of most others, which asks for icon and menu by D-Bus: played by the test."""

import asyncio
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from typing import Any, final

import pytest
from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    Properties,
    message_bus,
    new_error,
    new_method_call,
    new_method_return,
)
from jeepney.io.asyncio import DBusConnection
from jeepney.wrappers import unwrap_msg

from tests.integration.session_bus import Player, playing
from tests.integration.x_server import Program, XServer, x_desktop

pytestmark = [
    pytest.mark.xvfb,
    pytest.mark.dbus,
]

WATCHER = "org.kde.StatusNotifierWatcher"
ITEM = "org.kde.StatusNotifierItem"
MENU = "com.canonical.dbusmenu"


@final
class PlayedTray(Player):
    """A tray that holds one program's icon."""

    def __init__(self, connection: DBusConnection) -> None:
        super().__init__(connection)
        self._answers: dict[int, asyncio.Future[Message]] = {}
        self.item: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def hear(self, message: Message) -> None:
        serial = message.header.fields.get(HeaderFields.reply_serial, 0)
        if waiting := self._answers.pop(serial, None):
            waiting.set_result(message)

    async def handle(self, member: str, message: Message) -> None:
        if member == "RegisterStatusNotifierItem":
            self.item.set_result(message.header.fields[HeaderFields.sender])
            answer = new_method_return(message)
        elif member == "Get":  # whether there is a tray
            answer = new_method_return(message, "v", (("b", True),))
        else:
            answer = new_error(message, "org.freedesktop.DBus.Error.UnknownMethod")
        await self._connection.send(answer)

    async def property(self, name: str) -> Any:
        address = DBusAddress("/StatusNotifierItem", await self.item, ITEM)
        return (await self._ask(Properties(address).get(name)))[0][1]

    async def lines(self) -> dict[str, int]:
        """The menu's lines, each with what it is clicked by."""
        await self._menu("AboutToShow", "i", (0,))
        layout = (await self._menu("GetLayout", "iias", (0, -1, [])))[1]
        children = [child for _kind, child in layout[2]]
        return {
            about["label"][1]: number
            for number, about, _children in children
            if "label" in about and about.get("visible", ("b", True))[1]
        }

    async def click(self, line: int) -> None:
        await self._menu("Event", "isvu", (line, "clicked", ("s", ""), 0))

    async def _menu(self, method: str, kinds: str, values: tuple[Any, ...]) -> Any:
        address = DBusAddress(await self.property("Menu"), await self.item, MENU)
        return await self._ask(new_method_call(address, method, kinds, values))

    async def _ask(self, message: Message) -> Any:
        serial = next(self._connection.outgoing_serial)
        answer = self._answers[serial] = asyncio.get_running_loop().create_future()
        await self._connection.send(message, serial=serial)
        return unwrap_msg(await asyncio.wait_for(answer, 10))


def played_tray(screen: XServer) -> AbstractAsyncContextManager[PlayedTray]:
    bus = screen.environment["DBUS_SESSION_BUS_ADDRESS"]
    return playing(PlayedTray, bus, message_bus.RequestName(WATCHER))


@pytest.fixture
def screen() -> Iterator[XServer]:
    with x_desktop(XDG_CURRENT_DESKTOP="KDE") as server:
        yield server


async def said(program: Program, wanted: str) -> str:
    return await asyncio.get_running_loop().run_in_executor(None, program.until, wanted)


async def test_a_tray_that_comes_later_is_seen(screen: XServer) -> None:
    """A program that starts with the desktop may be there first."""
    with screen.program("tests.integration.tray_program") as program:
        await said(program, "up")
        async with played_tray(screen) as tray:
            assert "pbx1 · live" in " ".join(await tray.lines())


async def test_its_menu_lists_the_calls_and_takes_the_one_that_is_clicked(
    screen: XServer,
) -> None:
    async with played_tray(screen) as tray:
        with screen.program("tests.integration.tray_program") as program:
            await said(program, "up")
            assert await tray.lines()
            for name in ("Anna", "Bruno"):
                program.tell(f"ring {name}")
                await said(program, f"rings {name}")
            lines = await tray.lines()
            anna = next(line for line in lines if line.startswith("Anna"))
            assert [line.split()[0] for line in lines][1:3] == ["Bruno", "Anna"]
            tip = await tray.property("ToolTip")
            assert "Cornetta · 2 ringing · pbx1 · live" in tip
            pixmaps = await tray.property("IconPixmap")
            assert {22, 32} <= {width for width, _height, _data in pixmaps}
            await tray.click(lines[anna])
            assert await said(program, "wanted") == "Anna"
