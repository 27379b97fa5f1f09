"""Hotkeys by the desktop's portal, on a session bus of our own."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from PySide6.QtCore import QKeyCombination, Qt

from client.config.preferences import PreferenceStore
from client.qt.desktop.app_id import APP_ID
from client.qt.desktop.session_bus import session_bus
from client.qt.hotkeys.backend import Refusal
from client.qt.hotkeys.hotkeys import Hotkeys, System
from client.qt.hotkeys.portal import trigger
from client.qt.texts.translated import text_of
from client.tasks import TaskOwner
from tests.integration.fake_portal import FakePortal, fake_portal
from tests.integration.until import until

pytestmark = [
    pytest.mark.qt,
    pytest.mark.dbus,
]


@pytest_asyncio.fixture
async def portal(bus: str) -> AsyncIterator[FakePortal]:
    async with fake_portal(bus) as running:
        yield running


Parts = tuple[Hotkeys, PreferenceStore, list[str]]


@pytest_asyncio.fixture
async def parts() -> AsyncIterator[Parts]:
    """The hotkeys, turned on; what they ask for."""
    tasks, store, wanted = TaskOwner(), PreferenceStore(), list[str]()
    hotkeys = Hotkeys(store, tasks, system=System.PORTAL)
    hotkeys.pick_up_wanted.connect(lambda: wanted.append("pick_up"))
    hotkeys.show_wanted.connect(lambda token: wanted.append(f"show {token}"))
    store.change("hotkeys", "on", to=True)
    yield hotkeys, store, wanted
    hotkeys.close()
    await tasks.aclose()


BOTH = (0, {"pick_up": "Ctrl+Shift+F9", "show_window": "Super+C"})


async def test_it_acts_and_shows_what_the_user_chose(portal: FakePortal, parts: Parts) -> None:
    hotkeys, _store, wanted = parts
    told: list[object] = []
    hotkeys.changed.connect(lambda: told.append(hotkeys.available and hotkeys.backend.shown))
    portal.answer = BOTH
    await until(lambda: told)
    assert told == [BOTH[1]]
    assert hotkeys.available
    assert hotkeys.backend.shown == BOTH[1]
    assert hotkeys.backend.refused == {}
    assert portal.registered == [APP_ID]
    assert portal.bound == {
        "pick_up": ("Takes the call that the large button names", "CTRL+SHIFT+F9"),
        "show_window": ("Shows the window", "CTRL+SHIFT+F10"),
    }
    await portal.press("pick_up")
    await until(lambda: wanted == ["pick_up"])
    await portal.press("pick_up", session="/another/session")
    await portal.press("show_window", token="of-the-desktop")
    await until(lambda: wanted == ["pick_up", "show of-the-desktop"])
    portal.bound = {}
    async with session_bus():
        pass  # another program comes, and goes
    await portal.press("pick_up")
    await until(lambda: wanted[2:] == ["pick_up"])
    assert portal.bound == {}


async def test_what_the_desktop_has_given_before_is_not_asked_for_again(
    portal: FakePortal, parts: Parts
) -> None:
    """Plasma 6.3 would open its settings at every start."""
    hotkeys, store, wanted = parts
    portal.given = BOTH[1]
    await until(lambda: hotkeys.backend.shown == BOTH[1])
    await portal.press("pick_up")
    await until(lambda: wanted == ["pick_up"])
    hotkeys.pause(on=True)
    await until(lambda: not hotkeys.backend.shown)
    hotkeys.pause(on=False)
    await until(lambda: hotkeys.backend.shown == BOTH[1])
    assert portal.bound == {}
    portal.answer = BOTH
    store.change("hotkeys", "pick_up", to="Meta+F9")
    await until(lambda: portal.bound and hotkeys.backend.shown)
    assert portal.bound["pick_up"][1] == "LOGO+F9"


async def test_a_portal_that_does_not_tell_what_it_gave(portal: FakePortal, parts: Parts) -> None:
    hotkeys = parts[0]
    portal.given, portal.answer = None, BOTH
    await until(lambda: hotkeys.backend.shown == BOTH[1])


async def test_gnome_gives_and_says_that_it_failed(portal: FakePortal, parts: Parts) -> None:
    hotkeys = parts[0]
    portal.answer = (2, BOTH[1])
    await until(lambda: hotkeys.backend.shown == BOTH[1])
    assert hotkeys.backend.refused == {}


async def test_plasma_gives_and_does_not_say_what(portal: FakePortal, parts: Parts) -> None:
    hotkeys = parts[0]
    portal.answer = None
    await until(lambda: portal.bound)
    portal.given = BOTH[1]
    await portal.decide(0, {})
    await until(lambda: hotkeys.backend.shown == BOTH[1])


async def test_what_it_gave_is_not_all(portal: FakePortal, parts: Parts) -> None:
    hotkeys = parts[0]
    portal.given, portal.answer = {"pick_up": "Ctrl+Shift+F9"}, BOTH
    await until(lambda: hotkeys.backend.shown == BOTH[1])


async def test_an_older_portal_knows_no_registry(portal: FakePortal, parts: Parts) -> None:
    hotkeys = parts[0]
    portal.unknown, portal.answer = ("Register",), BOTH
    await until(lambda: hotkeys.backend.shown)


async def test_the_user_may_say_no(portal: FakePortal, parts: Parts) -> None:
    hotkeys = parts[0]
    portal.answer = (1, {})
    await until(lambda: len(hotkeys.backend.refused) == 2)
    assert set(hotkeys.backend.refused.values()) == {Refusal.DECLINED}
    assert hotkeys.available
    await until(lambda: portal.gone)


async def test_the_user_may_let_it_have_one(portal: FakePortal, parts: Parts) -> None:
    hotkeys = parts[0]
    portal.answer = (0, {"pick_up": "F9"})
    await until(lambda: hotkeys.backend.shown == {"pick_up": "F9"})
    assert hotkeys.backend.refused == {"show_window": Refusal.DECLINED}


async def test_another_key_is_another_session(portal: FakePortal, parts: Parts) -> None:
    hotkeys, store, wanted = parts
    portal.answer = None
    await until(lambda: portal.bound)  # the user has not answered yet
    portal.answer = BOTH
    store.change("hotkeys", "pick_up", to="Meta+,")
    await until(lambda: hotkeys.backend.shown)
    assert portal.bound["pick_up"][1] == "LOGO+comma"
    assert portal.gone == 1
    await portal.press("pick_up")
    await until(lambda: wanted == ["pick_up"])
    store.change("hotkeys", "on", to=False)
    await until(lambda: portal.gone >= 2)
    for _ in range(2):
        async with session_bus():
            pass  # the time for another session, which nobody wants
    assert len(portal.registered) == 2
    await portal.press("pick_up")
    store.change("hotkeys", "on", to=True)
    await until(lambda: hotkeys.backend.shown)
    assert wanted == ["pick_up"]


async def test_the_user_chooses_another_key_later(portal: FakePortal, parts: Parts) -> None:
    hotkeys = parts[0]
    portal.answer = BOTH
    await until(lambda: hotkeys.backend.shown)
    await portal.change({"pick_up": "Of another"}, session="/another/session")
    await portal.change({"pick_up": "Super+P"})
    await until(lambda: hotkeys.backend.shown == {"pick_up": "Super+P"})
    assert hotkeys.backend.refused == {"show_window": Refusal.DECLINED}


async def test_the_desktop_takes_them_away(portal: FakePortal, parts: Parts) -> None:
    hotkeys = parts[0]
    portal.answer = BOTH
    await until(lambda: hotkeys.backend.shown)
    await portal.close_session()
    await until(lambda: len(hotkeys.backend.refused) == 2)
    assert "does not work" in text_of(hotkeys.complaint())


async def test_the_portal_is_started_anew(portal: FakePortal, parts: Parts) -> None:
    hotkeys, _store, wanted = parts
    portal.answer = BOTH
    for _ in range(2):
        await until(lambda: portal.bound and hotkeys.backend.shown)
        await portal.restart()
        await until(lambda: portal.bound)
    await portal.press("pick_up")
    await until(lambda: wanted == ["pick_up"])
    await portal.restart()
    await until(lambda: len(hotkeys.backend.refused) == 2)  # it is no use


@pytest.mark.parametrize("unknown", [("Register", "CreateSession"), ("BindShortcuts",)])
async def test_a_desktop_without_such_a_portal(
    portal: FakePortal, parts: Parts, unknown: tuple[str, ...]
) -> None:
    hotkeys = parts[0]
    told: list[bool | None] = []
    hotkeys.changed.connect(lambda: told.append(hotkeys.available))
    portal.unknown = unknown
    assert hotkeys.complaint() == ""
    await until(lambda: told)
    assert told == [False]
    assert text_of(hotkeys.complaint()).startswith("This system does not let Cornetta use hotkeys.")


@pytest.mark.parametrize("address", ["", "unix:path=/nowhere", "nonsense"])
async def test_no_session_bus(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    tasks, store = TaskOwner(), PreferenceStore()
    hotkeys = Hotkeys(store, tasks, system=System.PORTAL)
    assert hotkeys.available is None
    store.change("hotkeys", "on", to=True)
    await until(lambda: hotkeys.available is False)
    hotkeys.close()
    await tasks.aclose()


async def test_a_session_bus_without_a_portal(bus: str, parts: Parts) -> None:
    assert bus
    hotkeys = parts[0]
    await until(lambda: hotkeys.available is False)


def test_how_a_trigger_is_written() -> None:
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    assert trigger(QKeyCombination(control | shift, Qt.Key.Key_P)) == "CTRL+SHIFT+p"
    assert trigger(QKeyCombination(control, Qt.Key.Key_1)) == "CTRL+1"
    assert trigger(QKeyCombination(Qt.Key.Key_MediaPlay)) == "XF86AudioPlay"
