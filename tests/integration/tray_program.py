"""The program in a process of its own, on a scripted session, with its tray; told by lines.

"ring NAME" lets a call ring, and it says "rings NAME"; "close" closes the window; "strip" shows the
strip; "frame" asks for the view's number and place, "frame ID X Y WIDTH HEIGHT"; "where TEXT" says
"at X Y" of that line of the open menu; "leave" ends it. Its argument is a folder to remember in.
Unasked it says "icon X Y" where the tray's icon is, "menu" when the menu is open, "wanted NAME"
when a call is to be taken, "seen" or "hidden" of the window, and how it looks when that changes:
"look dark contrast #323232" or "look light usual #efefef", or "look mixed" if one kind of widget is
not as the others are.
"""

import asyncio
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from client.config.preferences import PreferenceStore
from client.qt.app import App
from client.qt.desktop.color_scheme import is_dark
from client.qt.looks import look
from tests.integration.qt_program import run_program, running_app, until
from tests.integration.scripted_session import ScriptedSession

if TYPE_CHECKING:
    from client.calls.call import Call

SETTLED = 10
"""So many looks at the icon's place have to agree: a tray moves it while it makes room."""


def say(*words: object) -> None:
    print(*words, flush=True)  # noqa: T201


class Teller(QObject):
    """Says when the window comes and goes, and how it looks once that is settled."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._settled = QTimer(self, singleShot=True)
        self._settled.timeout.connect(self._tell_look)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            say("seen" if event.type() == QEvent.Type.Show else "hidden")
        elif event.type() == QEvent.Type.PaletteChange:
            self._settled.start(50)
        return super().eventFilter(watched, event)

    @staticmethod
    def _tell_look() -> None:
        palette = QApplication.palette()
        # PySide wants a str, whatever its stubs say.
        if QApplication.palette("QComboBox").button() != palette.button():  # type: ignore[call-overload]
            say("look mixed")
            return
        scheme = "dark" if is_dark(palette) else "light"
        contrast = "contrast" if look.high_contrast(palette) else "usual"
        say("look", scheme, contrast, palette.window().color().name())


class Icon(QObject):
    """Says where the tray has put the icon."""

    def __init__(self, app: App) -> None:
        super().__init__(app)
        self._tray = app.tray
        self._at = self._said = QPoint()
        self._same = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(20)

    def _look(self) -> None:
        rect = self._tray._icon.geometry() if self._tray._icon else QRect()
        self._same = self._same + 1 if rect.center() == self._at else 0
        self._at = rect.center()
        if rect.width() > 1 and self._same == SETTLED and self._at != self._said:
            self._said = self._at
            say("icon", self._at.x(), self._at.y())


async def _do_what_is_said(app: App, session: ScriptedSession) -> None:
    calls: dict[str, Call] = {}

    def tell() -> None:
        picked = app.bridge.picked
        assert picked
        say("wanted", next(name for name, call in calls.items() if call.id == picked.id))

    app.bridge.pickup_began.connect(tell)
    state = app.tray.menu.actions()[0]
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        match line.strip().split(" ", 1):
            case ["ring", name]:
                calls[name] = session.ring(name)
                await until(lambda: f"{len(calls)} ringing" in state.text())
                say("rings", name)
            case ["close"]:
                app.window.close()
            case ["leave"]:
                break
            case ["strip"]:
                app.views.show_strip()
            case ["frame"]:
                say("frame", *await _settled_frame(app.views.current))
            case ["where", text]:
                menu = app.tray.menu
                line_of = next(one for one in menu.actions() if text in one.text())
                at = menu.mapToGlobal(menu.actionGeometry(line_of).center())
                say("at", at.x(), at.y())


async def _settled_frame(view: QWidget) -> tuple[int, ...]:
    """The window's number, and its place when the window manager has done with it."""
    last, same = view.frameGeometry(), 0
    while same < SETTLED:
        await asyncio.sleep(0.02)
        same = same + 1 if view.frameGeometry() == last else 0
        last = view.frameGeometry()
    return int(view.winId()), last.x(), last.y(), last.width(), last.height()


async def _main() -> None:
    session, store = ScriptedSession(), PreferenceStore()
    store.change("tray", "close_to_tray", to=True)
    store.change("alerts", "popup", to=False)
    async with running_app(session, store, *sys.argv[1:]) as app:
        app.tray._watch.setInterval(50)
        app.tray.menu.aboutToShow.connect(lambda: QTimer.singleShot(0, lambda: say("menu")))
        app.window.installEventFilter(Teller(app))
        await until(lambda: app.bridge.session and app.views.current.isActiveWindow())
        session.go_live()
        say("up")
        Icon(app)
        await _do_what_is_said(app, session)


if __name__ == "__main__":
    run_program(_main())
