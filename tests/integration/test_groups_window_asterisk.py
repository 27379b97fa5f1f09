"""An administrator defines a group in the window, and a real Asterisk obeys: the whole way."""

import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.calls.choice import AnyCall
from client.qt.groups.save_dialog import SaveDialog
from client.session import LinkState, Outcome
from tests.contract.asterisk_office import AsteriskOffice
from tests.integration.conftest import KeptProfile, OpenApp
from tests.integration.groups.administrator import asked, lines, opened
from tests.integration.until import until

pytestmark = pytest.mark.asterisk


async def test_a_new_group_is_picked_up(
    *,
    office: AsteriskOffice,
    open_app: OpenApp,
    own_config: Path,
    kept_profile: KeptProfile,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(own_config / "state"))
    lab = office.lab
    await office.switch_on("105", "206")
    # 206 is in no group yet.
    app = open_app(kept_profile(lab.ami_port, extension="206", admin_username="admin"))
    session = await until(lambda: app.bridge.session)
    await until(lambda: session.link.state is LinkState.LIVE)
    assert not session.groups

    window = await opened(app)
    QTest.keyClicks(window.numbering.numbers, "5XX")
    QTest.keyClick(window.numbering.numbers, Qt.Key.Key_Return)
    window.groups.add_group()
    form = window.groups.form
    QTest.keyClicks(form.name, "Night shift")
    for extension in ("105", "206"):
        QTest.keyClicks(form.finder, extension)
        QTest.keyClick(form.finder, Qt.Key.Key_Return)
    window.save()
    dialog = window.dialog
    assert isinstance(dialog, SaveDialog)
    assert lines(dialog) == [
        "Numbers",
        "Groups may have the numbers 5XX.",
        "Groups",
        "500 Night shift is a new group.",
        "Members of 500 Night shift",
        "105 Desk 105 joins: is picked up and may pick up.",
        "206 Desk 206 joins: is picked up and may pick up.",
    ]
    QTest.keyClick(dialog.save_button, Qt.Key.Key_Return)
    await until(lambda: "✓" in window.notice.text)
    variable = "PJSIP_ENDPOINT(206,named_pickup_group)"
    assert (await lab.observer.action("Getvar", Variable=variable))["Value"] == "500"

    # The client that runs already follows, and takes a call of the new group.
    async with asyncio.timeout(11):
        while [group.label for group in session.groups] != ["500 Night shift"]:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    call = await office.call("105", name="First Caller", number="0455551234")
    await until(session.calls)
    assert (await session.pickup(AnyCall())).outcome is Outcome.PICKED_UP
    await call.talks_with("206")
    await call.hang_up()

    QTest.mouseClick(window.undo_button, Qt.MouseButton.LeftButton)
    dialog = await asked(window, SaveDialog)
    QTest.keyClick(dialog.save_button, Qt.Key.Key_Return)
    await until(lambda: "500" not in window.edited.base.names)
    assert (await lab.observer.action("Getvar", Variable=variable))["Value"] == ""
