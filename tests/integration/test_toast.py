"""The desktop's own messages, on a session bus of our own."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from jeepney import Message, message_bus, new_method_return
from jeepney.io.asyncio import DBusConnection

from client.qt.desktop.toast import Toast
from client.tasks import TaskOwner
from tests.integration.session_bus import Player, playing
from tests.integration.until import until

pytestmark = [
    pytest.mark.qt,
    pytest.mark.dbus,
]


class Messages(Player):
    """Shows messages, as a desktop does; `shown`: which it replaces, headline, text."""

    def __init__(self, connection: DBusConnection) -> None:
        super().__init__(connection)
        self.able = ["body"]
        self.shown: list[tuple[int, str, str]] = []

    async def handle(self, member: str, message: Message) -> None:
        if member == "GetCapabilities":
            answer = new_method_return(message, "as", (self.able,))
        else:
            _app, replaces, _icon, headline, text, *_rest = message.body
            self.shown.append((replaces, headline, text))
            answer = new_method_return(message, "u", (40 + len(self.shown),))
        await self._connection.send(answer)


@pytest_asyncio.fixture
async def messages(bus: str) -> AsyncIterator[Messages]:
    name = message_bus.RequestName("org.freedesktop.Notifications")
    async with playing(Messages, bus, name) as messages:
        yield messages


@pytest_asyncio.fixture
async def tasks() -> AsyncIterator[TaskOwner]:
    owner = TaskOwner()
    yield owner
    await owner.aclose()


async def test_the_next_message_replaces_the_last(messages: Messages, tasks: TaskOwner) -> None:
    otherwise: list[tuple[str, str]] = []
    toast = Toast(tasks, lambda *words: otherwise.append(words))
    toast.show("You have the call", "from <b>AT&T</b>")
    await until(lambda: len(messages.shown) == 1)
    messages.able = ["body", "body-markup"]
    await until(lambda: toast._last)
    toast.show("No call taken", "<b>AT&T</b> gave up")
    await until(lambda: len(messages.shown) == 2)
    assert messages.shown == [
        (0, "You have the call", "from <b>AT&T</b>"),
        (41, "No call taken", "&lt;b&gt;AT&amp;T&lt;/b&gt; gave up"),
    ]
    assert otherwise == []


@pytest.mark.parametrize("there_is_a_bus", [True, False])
async def test_without_such_a_desktop_the_tray_shows_it(
    bus: str,
    tasks: TaskOwner,
    monkeypatch: pytest.MonkeyPatch,
    *,
    there_is_a_bus: bool,
) -> None:
    assert bus
    if not there_is_a_bus:
        monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    otherwise: list[tuple[str, str]] = []
    Toast(tasks, lambda *words: otherwise.append(words)).show("You have the call", "<b>")
    await until(lambda: otherwise == [("You have the call", "<b>")])
