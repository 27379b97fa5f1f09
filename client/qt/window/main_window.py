"""The window: status, group, the generic pickup, the table, extension, result.

It shows what it is given, and asks the bridge for what the user wants.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final, final

from PySide6.QtCore import QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QStackedLayout, QWidget

from client.calls.call import Call, CallId
from client.calls.choice import CallAtExtension, ThisCall
from client.calls.events import GroupId
from client.calls.groups import PickupGroup
from client.config.preferences import HotkeyPreferences, Preferences
from client.plain_text import one_line
from client.qt import keys
from client.qt.bridge import Bridge
from client.qt.calls.calls_clock import CallsClock
from client.qt.calls.calls_table import CallsTable
from client.qt.calls.pickup_keys import PickupKeys
from client.qt.calls.ringing_calls_model import RingingCallsModel
from client.qt.desktop.on_screen import StaysOnScreen, take_usual_size
from client.qt.looks import look
from client.qt.looks.empty_page import EmptyPage
from client.qt.looks.field_label import FieldLabel
from client.qt.looks.focus import release_focus
from client.qt.looks.layouts import in_column, in_row, set_tab_order
from client.qt.looks.notice_line import NoticeLine
from client.qt.texts.error_text import sentence_text
from client.qt.texts.state_text import PageText, button_text, page_text, picking_text
from client.qt.texts.translated import keep_translated
from client.qt.window.extension_line import ExtensionLine
from client.qt.window.group_chooser import GroupChooser
from client.qt.window.link_line import LinkLine
from client.qt.window.pickup_button import PickupButton
from client.sentence import some
from client.session import LinkStatus, PickupResult

LINK_BACK_MS: Final = 10_000
"""After so long with a live link the last line says no more that it was lost."""


@final
class MainWindow(QMainWindow):
    """What an agent keeps beside the softphone. Its parts tell what else the user wants.

    Args:
        window_state: the window's own: its place, the chosen group.
        demo: say so in the title, and offer no settings.

    Signals:
        close_wanted(): the window was asked to close; it stays until it is hidden.
    """

    close_wanted = Signal()

    def __init__(
        self, model: RingingCallsModel, bridge: Bridge, window_state: QSettings, *, demo: bool
    ) -> None:
        super().__init__()
        self._model = model
        self._bridge = bridge
        self._window_state = window_state
        self._missing: Callable[[], PageText] | None = None
        self._demo = demo
        self._hotkeys = HotkeyPreferences()

        self.link_line = LinkLine(self)
        saved = str(window_state.value("group", ""))
        chosen = GroupId(saved.removeprefix("#"), saved.startswith("#")) if saved else None
        self.group_chooser = GroupChooser(chosen, self)
        self.pickup_button = PickupButton(self)
        self.table = CallsTable(model, self)
        self.empty_page = EmptyPage(self)
        self.extension_line = ExtensionLine(self)
        self.notice_line = NoticeLine(self)
        self._pages = QStackedLayout()  # of the widget, Orca would say "layered pane"
        self._pages.addWidget(self.empty_page)
        self._pages.addWidget(self.table)
        self._lay_out()
        if demo:
            self.link_line.settings.setVisible(False)

        self._clock = CallsClock(model, bridge, self.table)
        self._clock.ticked.connect(self._refresh_clocks)
        self._clock.expired.connect(self.refresh)
        self._link_back = QTimer(self, singleShot=True)
        self._link_back.setInterval(LINK_BACK_MS)
        self._link_back.timeout.connect(self.notice_line.forget_lost_link)
        self.keys = PickupKeys(self, [self.group_chooser.view(), self.extension_line.combo.view()])
        keys.shortcut(keys.COPY_NUMBER, self, self.notice_line.copy_number)
        self._connect()
        take_usual_size(self, letters=116, lines=30)
        StaysOnScreen(self)
        keep_translated(self, self._write_texts)

    def show_missing(self, text: Callable[[], PageText]) -> None:
        """Something without which there can be no session; it is mended in the settings."""
        self._missing = text
        self.refresh()

    def set_preferences(self, preferences: Preferences) -> None:
        """Do as the user prefers."""
        self._hotkeys = preferences.hotkeys
        flag, on_top = Qt.WindowType.WindowStaysOnTopHint, preferences.window.on_top
        handle = self.windowHandle()
        if handle is None:
            self.setWindowFlag(flag, on_top)
            return
        # setWindowFlag would make another window of it, which covers the dialogs of this one.
        handle.setFlag(flag, on_top)
        self.overrideWindowFlags(handle.flags())

    def unsettle(self) -> None:
        """What was above has gone: a click that was meant for it takes no call."""
        self.pickup_button.unsettle()
        self.table.unsettle()

    def refresh(self) -> None:
        """Show the state of things."""
        model, known, armed = self._model, self._bridge.listed, self._bridge.armed
        self.group_chooser.show_counts(model.count if known else lambda _group: 0)
        self.extension_line.show_phones(model.phones())
        self.extension_line.set_armed(armed=armed)
        self.table.set_armed(armed=armed, faded=not self._bridge.live)
        listed = known and model.rowCount() > 0
        if not listed:
            self.empty_page.show_text(
                self._missing()
                if self._missing
                else page_text(self._bridge.session, model.group, model.count())
            )
        page = self.table if listed else self.empty_page
        if page is not self._pages.currentWidget():
            release_focus(self._pages.currentWidget())
            self._pages.setCurrentWidget(page)
        if self._offered() is None and not self.pickup_button.isDown():
            release_focus(self.pickup_button)  # first: a reader would say its new name
        if self.focusWidget() is self:
            page.setFocus()
        self._refresh_clocks()
        self.empty_page.say_new()

    def showEvent(self, event: QShowEvent) -> None:
        """Let the keyboard be at the list, see `client.qt.looks.focus`."""
        super().showEvent(event)
        if not event.spontaneous():
            self.setFocus()
            self.refresh()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask; to go out of sight or to leave is not for the window to say."""
        event.ignore()
        self.close_wanted.emit()

    def _connect(self) -> None:
        self.keys.generic_wanted.connect(self.pickup_button.press)
        self.keys.group_wanted.connect(self.want_newest_of)
        self.link_line.help.triggered.connect(self._open_help)
        for closed in (
            self.link_line.menu.aboutToHide,
            self.group_chooser.closed,
            self.extension_line.combo.closed,
        ):
            closed.connect(self.unsettle)
        self.group_chooser.group_chosen.connect(self._choose_group)
        # Other groups had to wait; and so does this, for what was chosen in the list.
        self.group_chooser.closed.connect(self._show_agent, Qt.ConnectionType.QueuedConnection)
        self.pickup_button.call_wanted.connect(self._want_call)
        self.table.call_wanted.connect(self._want_call)
        self.table.refused.connect(self.pickup_button.say_why)
        self.extension_line.extension_wanted.connect(
            lambda extension: self._bridge.pick_up(CallAtExtension(extension))
        )
        self._bridge.link_changed.connect(self._show_link)
        self._bridge.agent_changed.connect(self._show_agent)
        self._bridge.groups_unheard.connect(self._show_unheard)
        self._bridge.calls_changed.connect(self.refresh)
        self._bridge.pickup_began.connect(self.refresh)
        self._bridge.pickup_ended.connect(self._show_result)
        self._bridge.session_changed.connect(self.notice_line.forget_result)

    # What is shown

    def _lay_out(self) -> None:
        self._label = FieldLabel(self.group_chooser, lambda: self.tr("&Group"), self)
        body = QWidget(self)
        rows = in_column(
            self,
            self.link_line,
            in_row(self, self._label, (self.group_chooser, 1)),
            self.pickup_button,
            (self._pages, 1),
            self.extension_line,
            self.notice_line,
            edge=True,
        )
        rows.setSpacing(round(1.5 * look.gap(self)))
        body.setLayout(rows)
        self.setCentralWidget(body)
        rest = (self.pickup_button, self.group_chooser, self.extension_line)
        set_tab_order(self.empty_page, self.empty_page.button, self.table, *rest)
        self.empty_page.setFocus()

    def _write_texts(self) -> None:
        self.setWindowTitle(self.tr("Cornetta · Demo") if self._demo else self.tr("Cornetta"))
        labels = (self._label, self.extension_line.label)
        width = max(label.sizeHint().width() for label in labels)
        for label in labels:
            label.setMinimumWidth(width)  # one below the other
        self.refresh()

    def _show_link(self) -> None:
        self._missing = None
        if not self._bridge.live:
            self._link_back.stop()
        elif not self._link_back.isActive():
            self._link_back.start()
        self.refresh()

    def _show_agent(self) -> None:
        session = self._bridge.session
        if session is None:
            return
        self.link_line.show_me(session.me)
        self.group_chooser.show_groups(session.groups)
        self._model.set_group(self.group_chooser.group)
        self.refresh()

    def _show_unheard(self, groups: tuple[PickupGroup, ...]) -> None:
        labels = some([group.label for group in groups], ", ")
        self.notice_line.show_warning(
            lambda: self.tr(
                "No calls of {groups} reach you: the account's event filter leaves them out. Ask "
                "the administrator to add them, then start Cornetta again."
            ).format(groups=sentence_text(labels))
        )

    def _refresh_clocks(self) -> None:
        """Show what changes with time alone, and come back when it does next."""
        session = self._bridge.session
        now = session.now() if session else 0.0
        link = self._bridge.link
        self.link_line.show_link(session.pbx if session else "", link, now)
        self._refresh_button(link, now)
        self._clock.go_on()

    def _refresh_button(self, link: LinkStatus | None, now: float) -> None:
        call = self._offered()
        if self._bridge.busy:
            self.pickup_button.show_none(picking_text(self._bridge.picked))
        elif call is None:
            self.pickup_button.show_none(button_text(link, now))
        else:
            self.pickup_button.show_call(
                call,
                names=self._model.names,
                group=self._model.group,
                seconds=self._model.rung_for(call),
            )

    def _offered(self) -> Call | None:
        """The call that the large button takes; None while none can be taken."""
        return self._model.newest() if self._bridge.armed else None

    # What the user wants

    def _choose_group(self, group: GroupId | None) -> None:
        self._window_state.setValue("group", group.written if group else "")
        self._model.set_group(group)
        self.refresh()

    def want_newest_of(self, at: int) -> None:
        """Take the most recent call of my first (0) to fourth group, or say why not."""
        if not self._bridge.armed:
            self._refresh_clocks()  # the strip may be seen in place of the window
            self.pickup_button.press()
            return
        groups, key = self.group_chooser.groups, keys.OF_GROUP[at]
        if at >= len(groups):
            self.notice_line.show_hint(
                lambda: self.tr("No group of yours has the key {key}.").format(key=key.shown)
            )
            return
        call, name = self._model.newest_in(groups[at].id), one_line(groups[at].label)
        if call is not None:
            self._want_call(call.id)
        else:
            self.notice_line.show_hint(
                lambda: self.tr("Nothing rings in {group} now.").format(group=name)
            )

    def _open_help(self) -> None:
        from client.qt.window.help_dialog import open_help  # noqa: PLC0415 - seldom wanted

        shown = open_help(self, self.group_chooser.groups, self._hotkeys)
        shown.finished.connect(self.unsettle)

    def _want_call(self, call_id: CallId) -> None:
        self._bridge.pick_up(ThisCall(call_id))

    def _show_result(self, result: PickupResult | None) -> None:
        if result is not None:
            self.notice_line.show_result(result, datetime.now().astimezone())
            if self._bridge.live:
                self._link_back.start()
        self.refresh()
