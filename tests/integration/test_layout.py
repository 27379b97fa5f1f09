"""Nothing is cut off in a language of longer words, each key means one thing, all has a name."""

import html
import os
import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import nullcontext
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSettings, QSize, Qt
from PySide6.QtGui import QAccessible, QFont
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QRadioButton,
    QTabBar,
    QTabWidget,
    QWidget,
)

from client.qt.looks.elided import Elided
from client.qt.texts.languages import NAMES, VARIABLE
from client.qt.window.main_window import MainWindow
from client.qt.window.pickup_button import PickupButton
from client.qt.window.strip import Strip
from tests.integration.conftest import OpenLive
from tests.integration.every_window import SCREEN, Opened, every_window, settle
from tests.integration.pseudo import spoken, stretched
from tests.integration.scripted_session import ScriptedSession

ELIDES = (PickupButton, Elided)
"""What is made to be cut with dots."""

PICTURES = os.environ.get("TEST_PICTURES", "")
"""A folder for pictures of every window, to be looked at."""

PSEUDO = "pseudo"

SMALLEST = QSize(1016, 860)
"""A screen of 1024 pixels. On the tests' own, of 800, words need more lines than on that."""

OpenIn = Callable[[str], AsyncIterator[Opened]]


@pytest.fixture
def every_window_in(
    open_live: OpenLive,
    session: ScriptedSession,
    window_state: QSettings,
    monkeypatch: pytest.MonkeyPatch,
) -> OpenIn:
    """Open all windows in a language."""

    async def opened(language: str) -> AsyncIterator[Opened]:
        monkeypatch.setenv(VARIABLE, "en" if language == PSEUDO else language)
        app = await open_live()
        with spoken() if language == PSEUDO else nullcontext():
            async for one in every_window(app, session, window_state):
                yield one

    return opened


def keep_picture(name: str, language: str, window: QWidget) -> None:
    if PICTURES:
        folder = Path(PICTURES, language)
        folder.mkdir(parents=True, exist_ok=True)
        window.grab().save(str(folder / f"{re.sub('[^a-z0-9]+', '-', name.lower())}.png"))


def cut_off(window: QWidget) -> Iterator[str]:
    """What does not fit where it stands."""
    if window.width() > SCREEN.width() or window.height() > SCREEN.height():
        yield f"the window has {window.width()}x{window.height()}"
    for widget in window.findChildren(QWidget):
        if widget.isVisibleTo(window) and not isinstance(widget, ELIDES):
            yield from (f"{type(widget).__name__}: {text}" for text in _cut_off(widget))


def _cut_off(widget: QWidget) -> Iterator[str]:
    match widget:
        case QLabel() if widget.wordWrap():
            if widget.heightForWidth(widget.width()) > widget.height():
                yield widget.text()
        case QAbstractButton() if isinstance(widget.parent(), QLineEdit):
            pass  # its own cross
        case QLabel() | QAbstractButton() | QTabBar():
            wanted = widget.sizeHint()
            # A style may ask for a pixel that it does not draw on.
            if wanted.width() > widget.width() + 1 or wanted.height() > widget.height() + 1:
                yield _words(widget)
        case QLineEdit() if not widget.text() and widget.toolTip() != widget.placeholderText():
            words = widget.fontMetrics().horizontalAdvance(widget.placeholderText())
            if words > widget.width() - 8:
                yield widget.placeholderText()
        case QHeaderView() if widget.orientation() is Qt.Orientation.Horizontal:
            yield from _cut_titles(widget)


def _words(widget: QWidget) -> str:
    if isinstance(widget, QTabBar):
        return " | ".join(widget.tabText(at) for at in range(widget.count()))
    assert isinstance(widget, QLabel | QAbstractButton)
    return widget.text() or widget.accessibleName()


def _cut_titles(header: QHeaderView) -> Iterator[str]:
    for section in range(header.count()):
        title = str(header.model().headerData(section, Qt.Orientation.Horizontal) or "")
        words = max(title.split(), key=len, default="")
        lines = 2 if header.height() > 2 * header.fontMetrics().height() else 1
        text = title if lines == 1 else words
        if header.fontMetrics().horizontalAdvance(text) > header.sectionSize(section):
            yield title


def too_large(window: QWidget) -> Iterator[str]:
    """What does not fit on a laptop of 1366x768 at 200 %, with 32 pixels for a title."""
    least = window.minimumSizeHint()
    if window.isWindow() and (least.width() > 683 or least.height() > 384 - 16):
        yield f"{least.width()}x{least.height()}"


async def test_windows_fit_on_a_laptop_in_letters_of_24_points(
    every_window_in: OpenIn, font: QFont
) -> None:
    large = []
    font.setPointSizeF(24)
    QApplication.setFont(font)
    async for name, window in every_window_in("it"):
        if name in ("main, quiet", "groups, reading"):
            window.resize(SCREEN)  # the tests' own screen is narrower
        least = window.minimumSizeHint()
        if name.startswith("hotkeys"):
            continue  # a page alone is no window
        room = SMALLEST if isinstance(window, QDialog) else SCREEN
        if least.width() > room.width() or least.height() > room.height() - 24:
            large.append(f"{name}: {least.width()}x{least.height()}")
    assert large == []


async def test_texts_have_room_when_the_font_grows_under_an_open_window(
    every_window_in: OpenIn, font: QFont
) -> None:
    usual, found = QApplication.font(), []
    font.setPointSizeF(1.5 * usual.pointSizeF())
    async for name, window in every_window_in("it"):
        QApplication.setFont(font)
        await settle()
        for label in window.findChildren(QLabel):
            if label.isVisibleTo(window) and not isinstance(label, ELIDES):
                found += [f"{name}: {what}" for what in _cut_off(label)]
        QApplication.setFont(usual)
        await settle()
    assert not found, "\n".join(found)


def goes_up(window: QWidget) -> Iterator[str]:
    """Where Tab goes to something that stands above.

    But for the two that begin with the list, since that is what they are for.
    """
    if isinstance(window, MainWindow | Strip):
        return
    places: list[tuple[QWidget, QRect]] = []
    widget = window.nextInFocusChain()
    while widget and widget is not window:
        if widget.isVisibleTo(window) and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            place = QRect(widget.mapTo(window, QPoint()), widget.size())
            places.append((widget, place))
        widget = widget.nextInFocusChain()
    for (one, here), (other, there) in pairwise(places):
        beside = here.right() < there.left() or there.right() < here.left()
        if there.bottom() < here.top() and not beside:
            yield f"from {_named(one)} up to {_named(other)}"


def _named(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.accessibleName() or getattr(widget, 'text', str)()}"


def not_reached(window: QWidget) -> Iterator[str]:
    """What takes the keyboard, and yet Tab never comes to it."""
    wanted = {
        widget
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisibleTo(window)
        and widget.isEnabled()
        and widget.focusProxy() is None
        and not (isinstance(widget, QRadioButton) and not widget.isChecked())  # by the arrow keys
    }
    reached = set[QWidget | None]()
    while window.focusWidget() not in reached:
        reached.add(window.focusWidget())
        window.focusNextChild()
    yield from (_named(widget) for widget in wanted - reached)


OTHERS = re.compile(
    r"Desk|First Caller|Second, Caller|Somebody Else's Call|Caller \d+|Support|Sales|team|Vendite"
    r"|Customer care, north and south|Night shift|Anna Bianchi|Marco Rossi|Giulia Verdi|Luca Neri"
    r"|Fax|Scroll (Left|Right)|Headset|Loudspeaker|English|Italiano|pbx[.a-z]*|note|<[^>]*>"
    r"|Ctrl\+Shift\+F\d+"
)
"""Names that people have given, languages by their own names, keys, and what Qt names but once."""

ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.StatusTipRole)


def words(window: QWidget) -> Iterator[str]:
    """All that a window says, seen or spoken."""
    yield window.windowTitle()
    for widget in window.findChildren(QWidget):
        if not widget.isVisibleTo(window):
            continue
        yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription())
        match widget:
            case QLabel() | QAbstractButton():
                yield widget.text()
            case QLineEdit():
                yield widget.placeholderText()
            case QComboBox():
                yield from (widget.itemText(at) for at in range(widget.count()))
            case QAbstractItemView():
                yield from _cells(widget)


def _cells(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    roles = (*ROLES, Qt.ItemDataRole.AccessibleTextRole)
    columns = 1 if isinstance(view, QListView) else model.columnCount() if model else 0
    for row in range(model.rowCount() if model else 0):
        for column in range(columns):
            yield from (str(model.index(row, column).data(role) or "") for role in roles)


def untranslated(window: QWidget) -> Iterator[str]:
    """The pseudo-language puts what is translated into brackets."""
    for text in words(window):
        left = OTHERS.sub("", html.unescape(text))
        if "[" not in text and re.search("[A-Za-z]{3}", left):
            yield text


async def test_every_window_changes_its_language_while_it_is_open(
    open_live: OpenLive,
    session: ScriptedSession,
    window_state: QSettings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(VARIABLE, "en")
    app = await open_live()
    found = set()
    async for name, window in every_window(app, session, window_state):
        title = window.windowTitle()
        with spoken():
            await settle()
            found |= {f"{name}: {text}" for text in untranslated(window)}
        await settle()
        assert window.windowTitle() == title
    assert not found, "\n".join(found)


def mnemonics(window: QWidget) -> Iterator[str]:
    """The letters that Alt goes with, each as often as it is one."""
    for widget in window.findChildren(QWidget):
        if not widget.isVisibleTo(window):
            continue
        texts = []
        if isinstance(widget, QLabel) and widget.buddy() is not None:
            texts = [re.sub("<[^>]*>", "", widget.text())]
        elif isinstance(widget, QAbstractButton):
            texts = [widget.text()]
        elif isinstance(widget, QTabWidget):
            texts = [widget.tabText(at) for at in range(widget.count())]
        yield from _letters(texts)


def _letters(texts: Iterable[str]) -> list[str]:
    return [letter for text in texts for letter in re.findall(r"&([^& ])", text.lower())]


def ambiguous(window: QWidget) -> Iterator[str]:
    """What Alt and a letter may mean twice."""
    menus = [[one.text() for one in menu.actions()] for menu in window.findChildren(QMenu)]
    for letters in (list(mnemonics(window)), *map(_letters, menus)):
        yield from (f"Alt+{one}" for one in set(letters) if letters.count(one) > 1)


def nameless(window: QWidget) -> Iterator[str]:
    """What takes the keyboard and has no name to be spoken."""
    for one in window.findChildren(QWidget):
        by_tab = one.focusPolicy() & Qt.FocusPolicy.TabFocus and not one.focusProxy()
        spoken = QAccessible.queryAccessibleInterface(one)
        if by_tab and one.isVisible() and not spoken.text(QAccessible.Text.Name):
            yield str(one)


CHECKS: dict[str, tuple[Callable[[QWidget], Iterator[str]], ...]] = {
    # The last one moves the focus.
    "en": (cut_off, ambiguous, nameless, goes_up, not_reached),
    "it": (cut_off, ambiguous, too_large),
    PSEUDO: (cut_off, untranslated),
}


@pytest.mark.parametrize("language", CHECKS)
async def test_every_window(language: str, every_window_in: OpenIn) -> None:
    assert set(CHECKS) == {PSEUDO, *NAMES}
    found = []
    async for name, window in every_window_in(language):
        keep_picture(name, language, window)
        for check in CHECKS[language]:
            found += [f"{check.__name__}: {name}: {what}" for what in check(window)]
    assert not found, "\n".join(found)


def test_the_pseudo_language() -> None:
    assert stretched("Pick up {caller} & &go %n") == "[Þîçķ ûþ {caller} & &gö %n áéîöû äë]"
    assert stretched("OK") == "[ÖĶ]"
    assert stretched("") == ""
