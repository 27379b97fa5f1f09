"""Groups, members and numbers, as an administrator edits them."""

import re
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QSettings, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from client.admin import office as edit
from client.admin.office import Endpoint, Office
from client.calls.events import Party
from client.calls.numbering import NumberRange
from client.qt.demo_profile import DemoProfile
from client.qt.groups.groups_window import GroupsWindow
from client.qt.groups.memberships import Column
from client.qt.groups.save_dialog import SaveDialog
from client.qt.looks import look
from client.simulator.server import SimulatorServer
from tests.integration.conftest import OpenApp
from tests.integration.every_window import settle
from tests.integration.groups.administrator import (
    asked,
    change,
    ctrl,
    keys,
    lines,
    member,
    on_pbx,
    opened,
    saved,
)
from tests.integration.pointer import scroll
from tests.integration.until import until


async def test_the_arrows_go_on_from_the_number_that_stands_there(window: GroupsWindow) -> None:
    form = window.groups.form
    keys(form.number.edit, "520")
    QTest.keyClick(form.number, Qt.Key.Key_Down)
    assert form.number.currentText() == "521"


async def test_a_wheel_that_scrolls_past_the_number_does_not_change_it(
    window: GroupsWindow,
) -> None:
    number = window.groups.form.number
    for place in number, number.edit:
        scroll(place, -120)
    assert number.currentText() == "501"
    assert not window.edited.dirty


async def test_a_number_that_was_typed_can_be_undone(window: GroupsWindow) -> None:
    number = window.groups.form.number.edit
    keys(number, "520")
    QTest.keyClick(number, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (number.text(), window.groups.list.current_key()) == ("501", "501")
    assert not window.edited.dirty


async def test_what_is_wrong_can_be_discarded(window: GroupsWindow) -> None:
    form, discard = window.groups.form, window.discard_button
    for field, error, wrong in (
        (form.name, form.name_error, "Sales"),
        (form.number.edit, form.number_error, "777"),
    ):
        keys(field, wrong)
        assert error.isVisible()
        assert not window.edited.dirty
        discard.click()
        assert error.isHidden()
        assert (form.name.text(), form.number.currentText()) == ("Support", "501")
        assert not discard.isEnabled()


async def test_a_group_that_gets_the_number_beside_its_own_stays_the_one_that_is_shown(
    window: GroupsWindow,
) -> None:
    """The list loses a row and gets another at the same place."""
    form, groups = window.groups.form, window.groups.list
    form.members.select_key("102")
    for number in "500", "501", "520", "521":
        keys(form.number.edit, number)
        assert (groups.current_key(), form.name.text()) == (number, "Support")
        assert form.members.current_key() == "102"
    groups.select_key("503")
    groups.selectRow(0)
    assert form.name.text() == "Sales"


async def test_a_group_from_nothing_by_keyboard(
    server: SimulatorServer, window: GroupsWindow
) -> None:
    before = await on_pbx(server)
    await ctrl(window, Qt.Key.Key_N)
    form = window.groups.form
    keys(form.name, "Night shift")
    keys(form.number.edit, "520")
    form.finder.setFocus()
    QTest.keyClicks(form.finder, "pawe")
    QTest.keyClick(form.finder, Qt.Key.Key_Return)
    QTest.keyClicks(form.finder, "104")
    QTest.keyClick(form.finder, Qt.Key.Key_Return)
    form.members.setFocus()
    form.members.setCurrentIndex(member(window, "104", Column.IS_PICKED_UP))
    QTest.keyClick(form.members, Qt.Key.Key_Space)
    told = await saved(window)
    assert told == [
        "Groups",
        "520 Night shift is a new group.",
        "Members of 520 Night shift",
        "104 Luca Moretti joins: may pick up, is not picked up.",
        "106 Paweł Łukasik joins: is picked up and may pick up.",
    ]
    after = await on_pbx(server)
    assert after.names == {**before.names, "520": "Night shift"}
    assert after.endpoints["106"].call_groups == {"520"}
    assert after.endpoints["104"].call_groups == {"502"}
    assert after.endpoints["104"].pickup_groups == {"502", "520"}

    QTest.mouseClick(window.undo_button, Qt.MouseButton.LeftButton)
    dialog = await asked(window, SaveDialog)
    title = dialog.windowTitle()
    assert re.fullmatch(r"Take back the save of \S+ .*\d:\d\d.*\?", title)  # it may be a week old
    assert "520 Night shift is removed. Its members leave it." in lines(dialog)
    QTest.keyClick(dialog.save_button, Qt.Key.Key_Return)
    await until(lambda: "520" not in window.edited.base.names)
    assert await on_pbx(server) == before


async def test_what_cannot_be_done_is_said_and_where_nothing_changed_nothing_is_saved(
    window: GroupsWindow,
) -> None:
    await ctrl(window, Qt.Key.Key_S)
    assert window.dialog is None
    window.edited.change(lambda office: edit.set_range(office, "50X"))
    while window.edited.free_numbers():
        await ctrl(window, Qt.Key.Key_N)
    before = window.edited.office
    await ctrl(window, Qt.Key.Key_N)
    assert "has no free number" in window.notice.text
    assert window.edited.office is before


async def test_what_is_kept_elsewhere_is_shown_and_left_alone(window: GroupsWindow) -> None:
    window.groups.list.select_key("503")
    window.groups._choose("503")
    name = member(window, "108", Column.NAME)
    assert name.data() == "Nadia Ünlü · kept elsewhere than in pjsip.conf; change it there"
    ticks = member(window, "108", Column.IS_PICKED_UP)
    assert not ticks.flags() & Qt.ItemFlag.ItemIsUserCheckable
    ink, users = Qt.ItemDataRole.ForegroundRole, window.users.model
    assert (
        name.data(ink)
        == users.index(users.row_of("108"), 0).data(ink)
        == look.muted(window.palette())
    )
    assert users.index(users.row_of("101"), 0).data(ink) is None
    form = window.groups.form
    form.members.setCurrentIndex(ticks)
    QTest.keyClick(form.members, Qt.Key.Key_Space)
    QTest.keyClick(form.members, Qt.Key.Key_Delete)
    QTest.mouseClick(form.remove_button, Qt.MouseButton.LeftButton)
    assert "108 is kept elsewhere than in pjsip.conf" in window.notice.text
    keys(form.number.edit, "509")
    assert "108 is kept elsewhere than in pjsip.conf" in form.number_error.text()
    assert not window.edited.dirty
    window.users._choose("108")
    assert "elsewhere than in pjsip.conf" in window.users.note.text()


async def test_the_space_bar_ticks_the_row_that_the_arrows_have_gone_to(
    window: GroupsWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until somebody went to the right, it did nothing, and nothing showed why."""
    said: list[str] = []
    monkeypatch.setattr(look, "announce", lambda _widget, text: said.append(text))
    users, form = window.users, window.groups.form
    users._choose("104")
    for table in users.groups, form.members:
        table.selectionModel().clear()
        table.setFocus(Qt.FocusReason.TabFocusReason)
        for key in None, Qt.Key.Key_Down:
            if key:
                QTest.keyClick(table, key)
            assert table.selectionModel().hasSelection()
            before = table.currentIndex().data(Qt.ItemDataRole.CheckStateRole)
            QTest.keyClick(table, Qt.Key.Key_Space)
            after = table.currentIndex().data(Qt.ItemDataRole.CheckStateRole)
            assert {before, after} == {Qt.CheckState.Checked, Qt.CheckState.Unchecked}
            # Orca says no state of a cell, so the words do, with the row and as it changes.
            words = table.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
            assert said.pop() == words
            assert words.endswith(": yes" if after == Qt.CheckState.Checked else ": no")


async def test_groups_that_are_not_edited_here_are_named(window: GroupsWindow) -> None:
    groups = frozenset(["501", "hall"])
    phone = Endpoint("101", Party("101"), groups, groups, numeric=frozenset(["10", "3"]))
    window.edited.load(replace(window.edited.base, endpoints={"101": phone}))
    window.users._choose("101")
    assert window.users.note.text().endswith("and that stay: hall, #3, #10.")


@pytest.mark.parametrize("typed", ["502", "sal"])
async def test_a_row_is_found_by_what_is_typed(window: GroupsWindow, typed: str) -> None:
    """The number in one column, or the name in another."""
    groups = window.groups.list
    QTest.keyClicks(groups, typed)
    assert (groups.current_key(), groups.currentIndex().column()) == ("502", 0)


async def test_the_range(server: SimulatorServer, window: GroupsWindow) -> None:
    line = window.numbering
    keys(line.numbers, "51X")
    QTest.keyClick(line.numbers, Qt.Key.Key_Return)
    assert "51X leaves out 501 Support, 502 Sales, 503 Reception" in line.error.text()
    await ctrl(window, Qt.Key.Key_S)
    assert window.dialog is None
    keys(line.numbers, "XXX")
    QTest.keyClick(line.numbers, Qt.Key.Key_Return)
    assert line.question
    assert "101 Anna Bianchi" in line.question.informativeText()
    default = line.question.defaultButton()
    assert line.question.buttonRole(default) is QMessageBox.ButtonRole.RejectRole
    QTest.keyClick(line.question, Qt.Key.Key_Return)
    assert line.numbers.text() == "5XX"
    assert not window.edited.dirty
    keys(line.numbers, "xxx")
    QTest.keyClick(line.numbers, Qt.Key.Key_Return)
    assert line.question
    sure = next(
        button
        for button in line.question.buttons()
        if line.question.buttonRole(button) is QMessageBox.ButtonRole.AcceptRole
    )
    sure.click()
    keys(line.code, "*8")
    await ctrl(window, Qt.Key.Key_S)
    assert isinstance(window.dialog, SaveDialog)
    assert "cornetta provision DIR --service-code '*8'" in window.dialog._note.text()
    assert "pickupexten" in window.dialog._note.text()
    window.dialog.accept()
    await until(lambda: "✓" in window.notice.text)
    after = await on_pbx(server)
    assert after.numbers
    assert (after.numbers.pattern, after.service_code) == ("XXX", "*8")


async def test_escape_empties_a_search_before_it_closes(window: GroupsWindow) -> None:
    await ctrl(window, Qt.Key.Key_F)
    search = window.groups.search
    assert search.hasFocus()
    QTest.keyClicks(search, "sales")
    assert window.groups.model.rowCount() == 1
    QTest.keyClick(search, Qt.Key.Key_Down)
    assert window.groups.list.hasFocus()
    assert window.groups.form.name.text() == "Sales"
    search.setFocus()
    QTest.keyClick(search, Qt.Key.Key_Escape)
    assert search.text() == ""
    assert window.isVisible()
    assert window.groups.list.current_key() == "502"
    QTest.keyClick(search, Qt.Key.Key_Escape)
    assert not window.isVisible()


async def test_a_click_opens_all_users_and_another_adds_one(window: GroupsWindow) -> None:
    form = window.groups.form
    QTest.mouseClick(form.finder, Qt.MouseButton.LeftButton)
    completer = form.finder.completer()
    assert completer
    popup = completer.popup()
    assert popup
    await until(popup.isVisible)
    model = popup.model()
    texts = [str(model.index(row, 0).data()) for row in range(model.rowCount())]
    assert "101 Anna Bianchi" not in texts  # she is in it
    fixed = "108 Nadia Ünlü · kept elsewhere than in pjsip.conf; change it there"
    kept = model.index(texts.index(fixed), 0)
    assert not kept.flags() & Qt.ItemFlag.ItemIsEnabled
    row = model.index(texts.index("104 Luca Moretti"), 0)
    QTest.mouseClick(
        popup.viewport(), Qt.MouseButton.LeftButton, pos=popup.visualRect(row).center()
    )
    await until(lambda: form.model.row_of("104") >= 0)
    await until(lambda: form.finder.text() == "")


async def test_an_extension_that_others_begin_with_is_added_by_enter(window: GroupsWindow) -> None:
    phones = {one: Endpoint(one, Party(one, f"Desk {one}")) for one in ("10", "101", "110")}
    window.edited.load(replace(window.edited.base, endpoints=phones))
    finder = window.groups.form.finder
    for typed, members in ("1", 0), ("10", 1), ("110", 2):
        finder.setFocus()
        QTest.keyClicks(finder, typed)
        QTest.keyClick(finder, Qt.Key.Key_Return)
        assert window.groups.form.model.rowCount() == members
        finder.clear()
    assert [window.groups.form.model.key_at(row) for row in range(2)] == ["10", "110"]


@pytest.mark.parametrize("digits", ["０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩"])  # noqa: RUF001
async def test_the_digits_of_any_input_method_are_understood(
    window: GroupsWindow, digits: str
) -> None:
    groups, form = window.groups, window.groups.form

    def write(field: QLineEdit, text: str) -> None:
        field.selectAll()
        event = QInputMethodEvent()
        event.setCommitString("".join(digits[int(one)] if one.isdigit() else one for one in text))
        QCoreApplication.sendEvent(field, event)

    write(groups.search, "502")
    assert groups.list.model().rowCount() == 1
    groups.list.selectRow(0)
    assert groups.list.current_key() == "502"
    write(form.number.edit, "520")
    assert (form.number.currentText(), form.number_error.text()) == ("520", "")
    groups.search.clear()
    before = form.model.rowCount()
    form.finder.setFocus()
    write(form.finder, "10")
    completer = form.finder.completer()
    assert completer
    assert completer.completionCount() > 1
    write(form.finder, "106")
    QTest.keyClick(form.finder, Qt.Key.Key_Return)
    assert form.model.rowCount() == before + 1
    write(window.numbering.code, "*7")
    write(window.numbering.numbers, "5XX")
    assert window.numbering.commit()
    assert window.edited.office.service_code == "*7"


@pytest.mark.parametrize("name", ["Desk", ""])
@pytest.mark.parametrize("typed", ["104", "10"])
async def test_down_and_enter_add_the_one_user_that_is_marked(
    window: GroupsWindow, typed: str, name: str
) -> None:
    """Qt tells field and list of that Enter; with the second, a neighbour was added, too."""
    phones = {one: Endpoint(one, Party(one, name)) for one in ("104", "105", "106")}
    window.edited.load(replace(window.edited.base, endpoints=phones))
    form = window.groups.form
    completer = form.finder.completer()
    assert completer
    popup = completer.popup()
    assert popup
    for members in ["104"], ["104", "105"]:
        form.finder.setFocus()
        QTest.keyClicks(form.finder, typed if len(members) == 1 else "10")
        await until(popup.isVisible)
        for key in Qt.Key.Key_Down, Qt.Key.Key_Return:
            QTest.keyClick(popup, key)
        await settle()
        assert [form.model.key_at(row) for row in range(form.model.rowCount())] == members
        assert form.finder.text() == ""
        assert not popup.isVisible()


async def test_from_an_empty_pbx(server: SimulatorServer, window: GroupsWindow) -> None:
    """Nothing is defined: the window says what comes first."""
    before = await on_pbx(server)
    empty = edit.remove(edit.remove(before, "501"), "502")
    # 503 has a member that cannot be changed here; only its name goes.
    empty = replace(empty, names={}, numbers=None)
    await change(server, before, empty)
    await ctrl(window, Qt.Key.Key_R)
    await until(lambda: not window.edited.office.names)
    page = window.groups
    assert page._empty.accessibleName().startswith("Groups need numbers first")
    QTest.mouseClick(page.new_button, Qt.MouseButton.LeftButton)
    assert window.numbering.numbers.hasFocus()
    assert window.numbering._hint.text() == "New groups need these first"
    keys(window.numbering.numbers, "5XX")
    QTest.keyClick(window.numbering.numbers, Qt.Key.Key_Return)
    assert page._empty.accessibleName().startswith("There is no pickup group yet")
    window._discard()
    keys(window.numbering.numbers, "5XX")
    QTest.mouseClick(page.new_button, Qt.MouseButton.LeftButton)  # which takes no focus here
    assert page.form.isVisible()
    await saved(window)
    assert (await on_pbx(server)).names == {"500": "New group"}


async def test_what_is_typed_above_can_be_saved_and_discarded_from_there(
    window: GroupsWindow,
) -> None:
    """A button that is off does not even take the keyboard from the field."""
    code = window.numbering.code
    for button in (window.discard_button, window.save_button):
        assert not button.isEnabled()
        keys(code, "*8")
        assert button.isEnabled()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert code.text() == ("**" if button is window.discard_button else "*8")
    assert isinstance(window.dialog, SaveDialog)
    assert lines(window.dialog)[1] == "The service code ** becomes *8."


async def test_members_leave_by_cross_and_by_key(
    server: SimulatorServer, window: GroupsWindow
) -> None:
    members = window.groups.form.members
    cross = members.visualRect(member(window, "102", Column.REMOVE)).center()
    QTest.mouseClick(members.viewport(), Qt.MouseButton.LeftButton, pos=cross)
    members.setCurrentIndex(member(window, "201", Column.NAME))
    QTest.keyClick(members, Qt.Key.Key_Delete)
    tick = members.visualRect(member(window, "203", Column.MAY_PICK_UP)).center()
    QTest.mouseClick(members.viewport(), Qt.MouseButton.LeftButton, pos=tick)
    assert await saved(window) == [
        "Members of 501 Support",
        "102 Marco Conti leaves.",
        "201 Davide Greco leaves.",
        "203 Irene Fontana is picked up, may no longer pick up.",
    ]
    after = await on_pbx(server)
    assert {one.id for one in after.members("501")} == {"101", "103", "203", "204"}


async def test_from_the_side_of_the_user(server: SimulatorServer, window: GroupsWindow) -> None:
    window.tabs.setCurrentIndex(1)
    page = window.users
    await ctrl(window, Qt.Key.Key_F)
    QTest.keyClicks(page.search, "luca")
    QTest.keyClick(page.search, Qt.Key.Key_Down)
    assert page.list.current_key() == "104"
    page.groups.setFocus(Qt.FocusReason.TabFocusReason)
    page.groups.setCurrentIndex(page.memberships.index(page.memberships.row_of("503"), 3))
    QTest.keyClick(page.groups, Qt.Key.Key_Space)
    await saved(window)
    after = (await on_pbx(server)).endpoints["104"]
    assert after.call_groups == frozenset({"502"})
    assert after.pickup_groups == frozenset({"502", "503"})


async def test_a_button_that_is_done_gives_the_keyboard_to_no_field(window: GroupsWindow) -> None:
    """Qt would give it to the service code, where the next key is a change."""
    name = window.groups.form.name
    QTest.keyClicks(name, "x")
    assert window.edited.dirty
    window.discard_button.setFocus()
    QTest.keyClick(window.discard_button, Qt.Key.Key_Space)
    assert not window.edited.dirty
    assert window.focusWidget() is window.tabs.tabBar()
    QTest.keyClicks(name, "x")
    window.save_button.setFocus()
    await saved(window)
    assert window.focusWidget() is window.tabs.tabBar()


async def test_the_number_can_be_emptied_and_chosen(window: GroupsWindow) -> None:
    form = window.groups.form
    field = form.number
    assert [field.itemText(at) for at in range(3)] == ["500", "501", "504"]
    field.edit.clear()
    field.edit.textEdited.emit("")  # as the button in it does
    assert form.number_error.text() == "The number is missing."
    assert not window.save()
    assert field.hasFocus()
    field.setCurrentIndex(2)
    field.textActivated.emit("504")
    assert form.number_error.isHidden()
    assert window.groups.list.current_key() == "504"
    assert form.model.rowCount() == 6
    keys(field.edit, "502")
    assert form.number_error.text() == "The number 502 is taken by Sales."
    assert window.groups.list.current_key() == "501"  # back at what stood there before
    keys(field.edit, "501")
    assert not window.edited.dirty


async def test_in_the_demo(open_app: OpenApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("client.ami_session.ASK_AGAIN_S", 0.1)
    app = open_app(DemoProfile(1))
    await until(lambda: app.bridge.session)
    window = await opened(app)
    keys(window.groups.form.name, "Help desk")
    await saved(window)
    session = app.bridge.session
    assert session
    await until(lambda: "501 Help desk" in [group.label for group in session.groups])


async def test_a_users_long_name_does_not_widen_the_window(window: GroupsWindow) -> None:
    """A group has the number of an extension, so the form names its user."""

    async def width(name: str) -> int:
        user = Endpoint("501", Party("501", name), frozenset(["501"]), frozenset(["501"]))
        window.edited.load(
            Office(names={"501": "Support"}, endpoints={"501": user}, numbers=NumberRange("5XX"))
        )
        for page in range(window.tabs.count()):
            window.tabs.setCurrentIndex(page)
            await settle()
        assert name in window.groups.form._dialled.text()
        assert name in window.users._heading.text()
        assert name in window.matrix.sentence.text()
        dots = window.matrix.table.verticalHeader().textElideMode()
        assert dots is Qt.TextElideMode.ElideRight
        return window.minimumSizeHint().width()

    assert await width("Anna") == await width("N" * 79)


async def test_long_names_leave_the_list_of_users_its_half(
    qtbot: QtBot, window_state: QSettings
) -> None:
    """And of a group's long name the beginning is seen."""
    halves = []
    for name in ("Anna", "Anna " * 20):
        user = Endpoint("101", Party("101", name))
        window = GroupsWindow(window_state)
        qtbot.addWidget(window)
        window.show_office(
            Office(names={"501": name.strip()}, endpoints={"101": user}), can_undo=False
        )
        window.show()
        window.tabs.setCurrentIndex(1)
        await settle()
        halves.append(window.users.sizes())
        assert window.groups.form.name.cursorPosition() == 0
        window.hide()
    assert halves[0] == halves[1]


async def test_what_needs_more_room_pushes_no_end_of_it_off_the_screen(
    window: GroupsWindow,
) -> None:
    area = window.screen().availableGeometry()
    window.resize(window.minimumSizeHint())
    window.move(area.left(), area.bottom() - window.height() + 1)
    window.notice.setMinimumHeight(window.notice.height() + 60)  # as sentences on a small screen
    await settle()
    assert window.height() >= window.minimumSizeHint().height()
    assert area.contains(window.geometry())
