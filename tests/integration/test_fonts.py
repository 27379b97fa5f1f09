"""Larger text: bold words grow, too, and no window grows off the screen."""

from collections.abc import Callable
from dataclasses import replace
from typing import final

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QSettings, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHeaderView,
    QLabel,
    QStyleOptionComboBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from client.admin.merge import Merge
from client.admin.office import Endpoint
from client.alerts.ways import Level
from client.calls.events import Party
from client.config.preferences import PreferenceStore
from client.errors import AuthenticationFailed, LinkError, UnknownExtension
from client.qt.alerts.urgency import paint_clock
from client.qt.app import App
from client.qt.groups.admin_login_dialog import AdminLoginDialog
from client.qt.groups.change_text import changes
from client.qt.groups.conflict_dialog import ConflictDialog
from client.qt.groups.groups_window import GroupsWindow
from client.qt.groups.rows_view import RowsView
from client.qt.groups.unsettled_dialog import UnsettledDialog
from client.qt.looks import look
from client.qt.looks.boxes import RadioButton, TickBox
from client.qt.looks.drop_down import DropDown
from client.qt.looks.elided import Elided, write_elided
from client.qt.looks.error_label import ErrorLabel
from client.qt.looks.icon_button import IconButton
from client.qt.preferences.alerts_page import AlertsPage
from client.qt.preferences.sounds_page import SoundsPage
from client.qt.texts.languages import Languages
from client.qt.window.report_dialog import ReportDialog
from tests.integration.every_window import OFFICE, THEIRS, WANTED, settle
from tests.integration.preferences import preferences_page
from tests.integration.scripted_session import ScriptedSession
from tests.integration.until import until


async def test_bold_texts_grow_with_the_others(
    app: App, session: ScriptedSession, font: QFont
) -> None:
    session.ring(age=10)
    await until(lambda: app.alerting.popup.rows)
    app.window.notice_line.show_warning("Words")
    report = ReportDialog(app.window)
    tops = (app.window, app.alerting.popup)  # the report is in the window
    labels = [label for top in tops for label in top.findChildren(QLabel) if label.font().bold()]
    assert len(labels) >= 4  # who I am, the caller, the warning's mark, the report's headline
    before = [label.font().pointSizeF() for label in labels]
    font.setPointSizeF(2 * font.pointSizeF())
    QApplication.setFont(font)
    await until(
        lambda: (
            [label.font().pointSizeF() for label in labels]
            == pytest.approx([2 * size for size in before], rel=0.02)
        )
    )
    assert all(label.font().bold() for label in labels)
    report.deleteLater()


async def test_pictures_on_buttons_grow_with_the_letters(app: App, font: QFont) -> None:
    buttons = app.window.findChildren(IconButton)
    assert len(buttons) == 3  # mute, strip, gear
    font.setPointSizeF(3 * font.pointSizeF())
    QApplication.setFont(font)
    await until(lambda: all(button.iconSize().width() > 2 * 16 for button in buttons))


@pytest.mark.parametrize("kind", [TickBox, RadioButton])
def test_a_box_grows_with_the_letters_and_can_be_clicked_to_the_end_of_its_text(
    kind: type[TickBox | RadioButton], qtbot: QtBot, font: QFont
) -> None:
    font.setPointSizeF(24)
    QApplication.setFont(font)
    button = kind("")
    qtbot.addWidget(button)
    button.resize(100, 60)
    picture = button.grab().toImage()
    ground = picture.pixelColor(99, 30)
    painted = [x for x in range(100) if picture.pixelColor(x, 30) != ground]
    assert painted[-1] - painted[0] > 24
    button.setText("Words")
    button.resize(200, 60)
    end = button.sizeHint().width()
    assert end > 100
    assert [button.hitButton(QPoint(x, 30)) for x in (0, end - 1, end + 1)] == [True, True, False]


async def test_the_labels_of_two_lines_keep_one_width(app: App, font: QFont) -> None:
    labels = (app.window._label, app.window.extension_line.label)
    before = labels[1].minimumWidth()
    font.setPointSizeF(2.67 * font.pointSizeF())
    QApplication.setFont(font)
    await until(lambda: labels[1].minimumWidth() > 2 * before)
    assert labels[0].minimumWidth() == labels[1].minimumWidth() >= labels[1].sizeHint().width()


def test_the_tables_of_groups_grow_with_the_font(
    qtbot: QtBot, window_state: QSettings, font: QFont
) -> None:
    """No row and no column of a width of its own cuts the larger letters."""
    window = GroupsWindow(window_state)
    qtbot.addWidget(window)
    window.show_office(OFFICE, can_undo=False)
    window.show()
    views = window.findChildren(RowsView)
    assert len(views) >= 3  # groups, members, users
    before = [_measures(view) for view in views]
    font.setPointSizeF(2 * font.pointSizeF())
    QApplication.setFont(font)
    qtbot.waitUntil(lambda: views[0].font() == font)
    for view, sizes in zip(views, before, strict=True):
        assert all(now > 1.5 * then for then, now in zip(sizes, _measures(view), strict=True))


def test_the_buttons_of_groups_are_reached_in_large_letters_on_a_small_screen(
    qtbot: QtBot, window_state: QSettings, font: QFont
) -> None:
    font.setPointSizeF(24)
    QApplication.setFont(font)
    languages = Languages()
    languages.use("it")
    window = GroupsWindow(window_state)
    qtbot.addWidget(window)
    window.show_looked(OFFICE)
    smallest = [window.minimumSizeHint()]
    window.show_office(OFFICE, can_undo=True)
    window.edited.load(OFFICE, WANTED)
    window.show()
    smallest.append(window.minimumSizeHint())
    room = QSize(1024, 768) - QSize(10, 60)  # without the window's frame and a panel
    assert all(one.boundedTo(room) == one for one in smallest)
    window.resize(room)
    form = window.groups.form
    form.finder.setFocus()
    assert form.remove_button.visibleRegion().isEmpty()
    QTest.keyClick(form.finder, Qt.Key.Key_Tab)
    assert window.focusWidget() is form.remove_button
    assert not form.remove_button.visibleRegion().isEmpty()
    languages.close()


@pytest.mark.parametrize("problem", [UnknownExtension("101"), AuthenticationFailed()])
async def test_the_settings_stay_on_a_small_screen_in_large_letters(
    app: App, font: QFont, problem: LinkError
) -> None:
    languages = Languages()
    languages.use("it")
    font.setPointSizeF(24)
    QApplication.setFont(font)
    app.opener.ask()
    dialog = app.opener.dialog
    assert dialog
    await settle()
    dialog.show_error(problem)
    await settle()
    frame = 2 * dialog.fontMetrics().height()
    assert dialog.height() <= dialog.screen().availableSize().height() - frame
    [label] = [one for one in dialog.findChildren(ErrorLabel) if one.isVisible()]
    assert label.visibleRegion().boundingRect() == label.rect()
    assert dialog.rect().contains(dialog._buttons.geometry())
    assert not dialog._scrolling.horizontalScrollBar().maximum()
    last = app.window.notice_line  # it keeps room for its button
    assert last._mark.minimumHeight() == last.copy_button.sizeHint().height()
    languages.close()


def test_the_tables_of_groups_give_way_before_the_page_scrolls(
    qtbot: QtBot, window_state: QSettings
) -> None:
    window = GroupsWindow(window_state)
    qtbot.addWidget(window)
    window.show_office(OFFICE, can_undo=False)
    window.edited.load(OFFICE, WANTED)
    window.show()
    window.resize(683, 369)  # on a laptop at 200 %
    last = window.groups.form.remove_button
    assert last.visibleRegion().boundingRect() == last.rect()


def test_no_title_is_cut_where_a_narrow_table_has_a_scroll_bar(
    qtbot: QtBot, window_state: QSettings
) -> None:
    window = GroupsWindow(window_state)
    qtbot.addWidget(window)
    members = {
        f"{extension}": Endpoint(f"{extension}", Party(f"{extension}"), frozenset(["501"]))
        for extension in range(100, 160)
    }
    window.show_office(replace(OFFICE, endpoints=members), can_undo=False)
    window.show()
    window.resize(window.minimumSizeHint())
    table = window.groups.form.members
    qtbot.waitUntil(table.verticalScrollBar().isVisible)
    header, cut = table.horizontalHeader(), []
    for section in range(header.count()):
        title = str(table.model().headerData(section, Qt.Orientation.Horizontal) or "")
        word = max(title.split(), key=len, default="")
        if header.fontMetrics().horizontalAdvance(word) > header.sectionSize(
            section
        ) - 2 * look.gap(header):
            cut.append(title)
    assert cut == []


@pytest.mark.parametrize("height", [30, 31])
def test_a_wait_that_is_too_long_stands_in_the_middle_of_its_row(
    height: int, qapp: QApplication
) -> None:
    picture = QImage(100, height, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    painter.setFont(qapp.font())
    paint_clock(painter, picture.rect().adjusted(20, 0, -20, 0), 25, Level.AMBER, QColor("black"))
    painter.end()
    column = [picture.pixelColor(81, y).blue() for y in range(height)]  # beside the text
    assert column == pytest.approx(column[::-1], abs=2)  # its edges are smoothed
    assert min(column) < 200


async def test_a_slider_stands_beside_the_middle_of_its_label(app: App, font: QFont) -> None:
    font.setPointSizeF(24)
    QApplication.setFont(font)
    page = preferences_page(app, SoundsPage)
    await until(page.volume.isVisible)
    [label] = [one for one in page.findChildren(QLabel) if one.buddy() is page.volume]
    middles = [one.geometry().center().y() for one in (label, page.volume)]
    assert abs(middles[0] - middles[1]) <= 1


def test_no_letter_is_cut_beside_one_that_is_underlined(qtbot: QtBot, font: QFont) -> None:
    """Qt measures a pair of letters closer than it draws them around an underline."""
    font.setPointSizeF(24)
    QApplication.setFont(font)
    page = AlertsPage(PreferenceStore(), ())
    qtbot.addWidget(page)
    labels = [label for label in page.findChildren(QLabel) if label.buddy()]
    assert len(labels) >= 4
    for label in labels:
        label.resize(label.sizeHint())
        as_large_as_it_wants = label.grab().toImage()
        label.resize(label.width() + 10, label.height())
        with_room = label.grab().toImage()
        beyond = range(as_large_as_it_wants.width(), with_room.width())
        ground = with_room.pixel(with_room.width() - 1, 0)
        cut = {with_room.pixel(x, y) for x in beyond for y in range(with_room.height())} - {ground}
        assert not cut, label.text()


async def test_a_dialog_is_as_wide_as_its_texts_where_the_screen_is(app: App, font: QFont) -> None:
    """Qt takes two thirds of it at most, and would wrap the rows."""
    font.setPointSizeF(14)
    QApplication.setFont(font)
    app.open_preferences()
    dialog = app.preferences
    assert dialog
    assert dialog.minimumSizeHint().width() < dialog.width() == dialog.sizeHint().width()
    assert dialog.width() > dialog.screen().availableSize().width() * 2 / 3


def test_a_wide_dialog_is_no_wider_than_the_screen(qtbot: QtBot, font: QFont) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    font.setPointSizeF(15)
    QApplication.setFont(font)
    dialog = ConflictDialog(Merge(OFFICE, WANTED, THEIRS).conflicts, OFFICE, window)
    room = dialog.screen().availableSize()
    assert 96 * dialog.fontMetrics().averageCharWidth() > room.width()
    dialog.adjustSize()
    assert dialog.width() <= room.width()


@final
class _Creation(QObject):
    """Notes how large a window is when the desktop gets it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.size = QSize()
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own
        if event.type() == QEvent.Type.WinIdChange and isinstance(watched, QWidget):
            self.size = watched.size()
        return super().eventFilter(watched, event)


def test_a_dialog_has_its_size_before_the_desktop_gets_it(qtbot: QtBot) -> None:
    """Else X tells it of another one later, in which its texts need three times the lines."""
    window = QWidget()
    qtbot.addWidget(window)
    dialog = ReportDialog(window)
    creation = _Creation(dialog)
    dialog.open()
    assert creation.size == dialog.sizeHint()


@pytest.mark.parametrize(
    "make",
    [
        ReportDialog,
        lambda window: UnsettledDialog(lambda: "?", lambda: changes(OFFICE, WANTED), window, None),
        lambda window: AdminLoginDialog("pbx1", "admin", keyring_works=True, parent=window),
    ],
)
def test_a_dialog_that_grows_stays_on_the_screen(
    make: Callable[[QWidget], QDialog], qtbot: QtBot, font: QFont
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    dialog = make(window)
    dialog.show()
    area = dialog.screen().availableGeometry()
    dialog.move(area.bottomRight() - dialog.rect().bottomRight())
    before = dialog.size()
    font.setPointSizeF(1.4 * font.pointSizeF())
    QApplication.setFont(font)
    qtbot.waitUntil(lambda: dialog.size() != before and area.contains(dialog.frameGeometry()))


def _measures(view: RowsView) -> list[int]:
    header = view.horizontalHeader()
    fixed = QHeaderView.ResizeMode.Fixed
    columns = [at for at in range(header.count()) if header.sectionResizeMode(at) is fixed]
    rows = view.verticalHeader().defaultSectionSize()
    return [rows, *(header.sectionSize(at) for at in columns)]


def test_the_dots_of_a_cut_arabic_name_stand_where_it_goes_on(qapp: QApplication) -> None:
    name, pictures = "وكالة السفر الدولية للخدمات", []
    for direction in Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft:
        picture = QImage(100, 40, QImage.Format.Format_RGB32)
        picture.fill(Qt.GlobalColor.white)
        painter = QPainter(picture)
        painter.setFont(qapp.font())
        painter.setLayoutDirection(direction)
        if direction is Qt.LayoutDirection.LeftToRight:
            write_elided(painter, picture.rect(), name)
        else:
            dots = Qt.TextElideMode.ElideRight
            line = painter.fontMetrics().elidedText(name, dots, picture.width())
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
            painter.drawText(picture.rect(), flags | Qt.AlignmentFlag.AlignVCenter, line)
        painter.end()
        pictures.append(picture)
    assert line != name
    assert pictures[0] == pictures[1]


def test_a_line_at_the_right_keeps_its_end(qtbot: QtBot) -> None:
    """There it says whether the list is live."""
    window = QWidget()
    qtbot.addWidget(window)
    lines = Elided(window), Elided(window)
    for line, pbx in zip(lines, ("first", "other"), strict=True):
        line.setText(f"{pbx}.branch.example.com · live")
        line.resize(lines[0].sizeHint().width() // 2, 40)
    assert lines[0].grab().toImage() != lines[1].grab().toImage()
    for line in lines:
        line.setAlignment(Qt.AlignmentFlag.AlignRight)
    assert lines[0].grab().toImage() == lines[1].grab().toImage()


def test_a_long_name_ends_in_dots_in_a_closed_drop_down(qtbot: QtBot) -> None:
    window, option = QWidget(), QStyleOptionComboBox()
    qtbot.addWidget(window)
    long, short = DropDown(window), DropDown(window)
    long.addItem("500 Customer care and after sales for the north-east and the islands")
    long.initStyleOption(option)
    assert option.currentText.endswith("…")
    short.addItem(option.currentText)
    assert long.grab().toImage() == short.grab().toImage()
