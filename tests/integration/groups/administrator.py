"""What an administrator does with the window of the pickup groups, and what the PBX has then."""

import asyncio
from typing import TypeVar

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QWidget

from client.admin.office import Office
from client.admin.store import open_store
from client.config.credentials import Secret
from client.config.settings import Settings
from client.qt.app import App
from client.qt.groups.groups_window import GroupsWindow
from client.qt.groups.memberships import Column
from client.qt.groups.save_dialog import SaveDialog
from client.qt.groups.unsettled_dialog import UnsettledDialog
from client.simulator.server import SimulatorServer
from tests.integration.until import until

Asked = TypeVar("Asked", bound=QDialog)


def settings(server: SimulatorServer, account: str = "admin") -> Settings:
    return Settings(host="127.0.0.1", port=server.port, username=account, extension="204")


async def on_pbx(server: SimulatorServer) -> Office:
    """What the PBX has, seen by somebody else."""
    async with open_store(settings(server), Secret("admin")) as store:
        return await store.load()


async def change(server: SimulatorServer, before: Office, after: Office) -> None:
    """Somebody else changes it."""
    async with open_store(settings(server), Secret("admin")) as store:
        await store.save(before, after)


async def opened(app: App) -> GroupsWindow:
    QTest.keyClick(app.window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    window = app.administration.window
    assert window is not None
    await until(lambda: window.edited.office.names and not window._busy)
    return window


async def asked(window: GroupsWindow, kind: type[Asked]) -> Asked:
    """What it asks, once it does so by a dialog of this kind."""
    return await until(lambda: window.dialog if isinstance(window.dialog, kind) else None)


def keys(widget: QWidget, text: str) -> None:
    """Type over what stands there."""
    widget.setFocus()
    QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(widget, text)


async def ctrl(window: GroupsWindow, key: Qt.Key) -> None:
    window.activateWindow()  # no window manager does it after a dialog
    async with asyncio.timeout(5):
        while not window.isActiveWindow():  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    QTest.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)


def lines(dialog: SaveDialog | UnsettledDialog) -> list[str]:
    """All that it says of the changes."""
    return [dialog.view.item(row).text().strip() for row in range(dialog.view.count())]


async def saved(window: GroupsWindow) -> list[str]:
    """Save, and return what was said before."""
    await until(window.save_button.isEnabled)  # what is read again may be shown a moment before
    await ctrl(window, Qt.Key.Key_S)
    dialog = window.dialog
    assert isinstance(dialog, SaveDialog)
    told = lines(dialog)
    QTest.keyClick(dialog.save_button, Qt.Key.Key_Return)
    await until(lambda: "✓" in window.notice.text and not window._busy)
    return told


def member(window: GroupsWindow, user: str, column: Column) -> QModelIndex:
    model = window.groups.form.model
    return model.index(model.row_of(user), column)
