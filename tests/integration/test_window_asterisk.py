"""The whole way, once: a SIP phone rings on a real Asterisk, a person clicks, and both talk."""

from collections.abc import Callable

import pytest
import pytest_asyncio
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from client.calls.events import Party
from client.qt.app import App
from client.qt.calls.call_cells import Column
from client.qt.calls.settling import SETTLE_MS
from client.session import LinkState
from tests.contract.asterisk_office import AsteriskOffice
from tests.integration.conftest import GoElsewhere, KeptProfile, OpenApp
from tests.integration.fake_output import FakeOutput
from tests.integration.pointer import leave_list
from tests.integration.until import until

pytestmark = pytest.mark.asterisk


@pytest.fixture
def open_mine(
    office: AsteriskOffice, open_app: OpenApp, kept_profile: KeptProfile
) -> Callable[[], App]:
    """Open the window of the agent at 204."""
    return lambda: open_app(kept_profile(office.lab.ami_port))


async def test_one_click_takes_the_row_that_was_clicked(
    office: AsteriskOffice, open_mine: Callable[[], App]
) -> None:
    await office.switch_on("101", "103", "204")
    window = open_mine().window
    model = window._model

    first = await office.call("101", name="First Caller", number="0455551234")
    await until(lambda: model.rowCount() == 1)
    second = await office.call("103", name="Second, Caller", number="3471234567")
    await until(lambda: model.rowCount() == 2)
    assert model.index(1, Column.CALLER).data() == "First Caller  045 555 1234"
    assert model.index(1, Column.RINGS_AT).data() == "101 Desk 101"

    table = window.table
    row = table.visualRect(model.index(1, Column.CALLER)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=row)
    QTest.keyClick(table, Qt.Key.Key_Return)
    await until(lambda: "✓" in window.notice_line.text)
    assert "You took First Caller (045 555 1234) from 101 Desk 101" in window.notice_line.text
    await first.talks_with("204")
    await first.sees(Party("204", "Desk 204"))
    assert await office.rang_with("204") == Party("0455551234", "First Caller")

    await first.hang_up()
    QTest.keyClick(window, Qt.Key.Key_F9)
    await until(lambda: "Second, Caller" in window.notice_line.text)
    await second.talks_with("204")
    leave_list(window)
    await until(lambda: model.rowCount() == 0)


async def test_a_click_in_the_pop_up_takes_its_call_and_no_other(
    office: AsteriskOffice,
    open_mine: Callable[[], App],
    output: FakeOutput,
    go_elsewhere: GoElsewhere,
) -> None:
    await office.switch_on("101", "103", "204")
    app = open_mine()
    popup = app.alerting.popup
    app._store.change("alerts", "groups", "501", "on_duty", to=True)
    first = await office.call("101", name="First Caller", number="0455551234")
    await until(lambda: len(popup.rows) == 1)
    await go_elsewhere()
    second = await office.call("103", name="Second, Caller", number="3471234567")
    await until(lambda: len(popup.rows) == 2)
    await until(lambda: output.heard == ["first.wav"])
    row = popup.rows[0]
    await until(lambda: row._placed.elapsed() >= SETTLE_MS)
    QTest.mouseClick(row.pick_up, Qt.MouseButton.LeftButton)
    await until(lambda: "You took First Caller" in popup.more.text())
    await first.talks_with("204")
    await until(lambda: [one.call.caller.name for one in popup.rows] == ["Second, Caller"])
    await second.give_up()
    await until(lambda: not popup.isVisible() and not output.heard)


@pytest_asyncio.fixture
async def one_login(office: AsteriskOffice) -> None:
    """Let each account log in only once."""
    await office.lab.let_each_account_log_in_only_once()


@pytest.mark.usefixtures("one_login")
async def test_the_settings_change_where_an_account_may_log_in_only_once(
    open_mine: Callable[[], App],
) -> None:
    """The window itself is what the PBX holds against the try."""
    app = open_mine()
    await until(lambda: app.bridge.link_state is LinkState.LIVE)
    app.opener.ask()
    dialog = app.opener.dialog
    assert dialog
    extension = dialog.fields["extension"]
    assert isinstance(extension, QLineEdit)
    extension.setText("201")
    QTest.mouseClick(dialog._connect, Qt.MouseButton.LeftButton)
    await until(lambda: app.opener.dialog is None)
    await until(lambda: app.bridge.link_state is LinkState.LIVE)
    assert app.bridge.session
    assert app.bridge.session.me.number == "201"


@pytest.mark.usefixtures("one_login")
async def test_an_administrator_gets_to_the_groups_where_the_window_holds_the_agent_s_only_login(
    open_mine: Callable[[], App],
) -> None:
    app = open_mine()
    await until(lambda: app.bridge.link_state is LinkState.LIVE)
    app.administration.open()
    await until(lambda: app.administration.login)
