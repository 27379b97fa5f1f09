"""Lets ringing calls alert: hears what changes, keeps the time, drives pop-up and the rest."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, final

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from client.alerts.rules import Alerts
from client.alerts.ways import Way
from client.calls.call import Added, CallId, Change, End, Removed, Updated
from client.calls.choice import ThisCall
from client.calls.events import TAKEN
from client.config.preferences import Preferences, PreferenceStore
from client.qt.alerts.attention import Attention
from client.qt.alerts.mute_button import MuteButton
from client.qt.alerts.popup import Popup
from client.qt.alerts.sounder import Sounder
from client.qt.bridge import Bridge
from client.qt.calls.ringing_calls_model import RingingCallsModel
from client.qt.texts.error_text import sentence_text
from client.qt.texts.state_text import picking_text
from client.qt.window.views import Views
from client.session import LinkState, PickupResult
from client.sound.output import Output
from client.wording import outcome

if TYPE_CHECKING:
    from client.qt.texts.translated import Text

_OVER = (LinkState.REFUSED, LinkState.CLOSED)
_FROZEN_S = 60.0
"""So long what rang when the link was lost still alerts. The pop-up would stand in the way for as
long as the PBX is away, perhaps for hours, with calls that are over."""
_LONGEST_WAIT_S = 3600.0
_QUIET_SEEN_S = 5.0


@final
class Alerting(QObject):
    """The alerts of one window.

    Args:
        model: knows the time, which stands with a lost link.
        store: how the user wants to be alerted.
        views: the pop-up appears on the screen of the current one.

    Attributes:
        badge: how many calls the tray shall count.

    Signals:
        badge_changed(int): it is different.
    """

    badge_changed = Signal(int)

    def __init__(
        self,
        bridge: Bridge,
        model: RingingCallsModel,
        store: PreferenceStore,
        views: Views,
        output: Output,
    ) -> None:
        super().__init__(views)
        self._bridge, self._model = bridge, model
        self._alerts = Alerts(store.value.alerts)
        model.set_patience(store.value.alerts)
        self.badge = 0
        self._result: Text = ""
        self._mine = False
        self._over = False
        self.popup = Popup(views, model)
        self.popup.pickup_wanted.connect(self._pick_up)
        self.popup.dismiss_wanted.connect(self._dismiss)
        self.sounder = Sounder(output, store.value.sounds, self)
        mute_button = MuteButton(self.popup, focus=False)
        self.popup.foot.addWidget(mute_button)
        self.show_mute_on(mute_button)
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._advance)
        bridge.session_changed.connect(self._start)
        bridge.calls_changed.connect(self._apply)
        bridge.link_changed.connect(self._follow_link)
        bridge.pickup_began.connect(self._show_link)
        bridge.pickup_ended.connect(self._show_result)
        self._attention = Attention(views)
        store.subscribe(self._prefer)

    def show_mute_on(self, button: MuteButton) -> None:
        """Let this button mute, and show whether it is so."""
        button.clicked.connect(self.sounder.mute)
        self.sounder.muted_changed.connect(button.setChecked)
        button.setChecked(self.sounder.muted)

    def dismiss(self) -> None:
        """Show no more of the calls that alert now; they ring on, and new ones alert."""
        now, calls = self._model.now(), self.popup.calls
        for call_id in calls:
            self._alerts.dismiss(call_id, now)
        self._show(calls)

    # What happens

    def _start(self) -> None:
        session = self._bridge.session
        self.popup.clear()
        calls = session.calls() if session and not self._over else []
        now = self._model.now()
        self._alerts.start(calls, now)
        self._show([call.id for call in sorted(calls, key=lambda call: call.since)])

    def _apply(self, changes: Sequence[Change]) -> None:
        now = self._model.now()
        shown = []
        for change in [] if self._over else changes:
            match change:
                case Added() | Updated():
                    self._alerts.put(change.call, now)
                    shown.append(change.call.id)
                case Removed():
                    self._alerts.drop(change.call.id)
                    self._show_end(change)
        self._show(shown)

    def _advance(self) -> None:
        self._show(self._alerts.advance(self._model.now()))

    def _prefer(self, preferences: Preferences) -> None:
        self._model.set_patience(preferences.alerts)
        self.sounder.prefer(preferences.sounds)
        self._show(self._alerts.prefer(preferences.alerts, self._model.now()))

    def _follow_link(self) -> None:
        """Let nothing alert of which nobody will ever hear the end, or not soon.

        Each attempt to reach the PBX comes here.
        """
        session = self._bridge.session
        lost_s = session.link.lost_for(session.now()) if session else 0.0
        over = self._bridge.link_state in _OVER or lost_s > _FROZEN_S
        if over or self._over:
            self._over = over
            self._start()
        self._show_link()
        self._advance()

    def _show_result(self, result: PickupResult | None) -> None:
        if self._mine and result is not None:
            self._result = lambda: sentence_text(outcome(result))
        self._mine = False
        self._show_link()

    # What the user wants

    def _pick_up(self, call_id: CallId) -> None:
        self._bridge.pick_up(ThisCall(call_id))
        self._mine = self._bridge.busy

    def _dismiss(self, call_id: CallId) -> None:
        self._alerts.dismiss(call_id, self._model.now())
        self._show([call_id])

    # What is shown

    def _show(self, changed: Sequence[CallId]) -> None:
        if self._result and not self.popup.isVisible():
            self._result = ""  # it is of another time
            self._show_link()
        for call_id in changed:
            alert = self._alerts.get(call_id)
            if alert is None:
                continue  # its end has been shown
            if Way.POPUP in alert.ways:
                self.popup.show_alert(alert)
            elif alert.call.rings_me:
                self.popup.remove(call_id, lambda: self.tr("rings at your phone"))
            else:
                self.popup.remove(call_id)
        self._show_badge()
        # Nobody knows what still rings when the link is lost.
        live = self._bridge.live
        self.sounder.want(self._alerts.sound(self.sounder.steps) if live else 0)
        self._attention.show(self._alerts.count(Way.TASKBAR) if live else 0)
        self._plan()

    def _show_end(self, change: Removed) -> None:
        end = End(change.reason, change.by)
        glow = end.reason in TAKEN and not self._model.is_me(end.by)
        self.popup.remove(change.call.id, lambda: self._model.end_text(end), glow=glow)

    def _show_link(self) -> None:
        if self._bridge.busy:
            self._result = ""
            self.popup.set_armed(lambda: picking_text(None), armed=False)
        elif self._bridge.live:
            self.popup.set_armed(self._result, armed=True)
        else:
            self._result = ""
            self.popup.set_armed(
                lambda: self.tr("Link lost: nothing can be taken now."), armed=False
            )

    def _show_badge(self) -> None:
        badge = self._alerts.count(Way.BADGE)
        if badge != self.badge:
            self.badge = badge
            self.badge_changed.emit(badge)

    def _plan(self) -> None:
        """Come back when time alone changes something."""
        due = self._alerts.next_change()
        if due is None or not self._bridge.live:
            self._timer.stop()
        else:
            # While something is heard, look whether the quiet hours have begun.
            longest_s = _QUIET_SEEN_S if self._alerts.count(Way.SOUND) else _LONGEST_WAIT_S
            wait_s = min(max(0.0, due - self._model.now()), longest_s)
            self._timer.start(int(wait_s * 1000) + 1)
