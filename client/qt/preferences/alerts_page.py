"""The page about alerts: how, and after how long, for all groups or for one."""

from collections.abc import Sequence
from typing import Final, final

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QFormLayout, QSpinBox, QWidget

from client.alerts.ways import Way
from client.calls.groups import PickupGroup
from client.config.preferences import GroupAlerts, Preferences, PreferenceStore
from client.plain_text import one_line
from client.qt.looks import look
from client.qt.looks.boxes import TickBox
from client.qt.looks.drop_down import DropDown
from client.qt.looks.field_label import FieldLabel
from client.qt.looks.layouts import in_column
from client.qt.preferences.back_to_default import BackToDefault
from client.qt.texts.translated import Text, keep_translated

_FOR_ALL: Final = (*(way.value for way in Way), "delay_s", "amber_s", "red_s")
_LONGEST_S: Final = 3600


@final
class AlertsPage(QWidget):
    """What happens when a call rings.

    Args:
        groups: mine; each may have its own way.
    """

    def __init__(
        self, store: PreferenceStore, groups: Sequence[PickupGroup], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self.scope = DropDown(self)
        self.scope.addItem("", "")
        for group in groups:
            self.scope.addItem(one_line(group.label), group.id.written)
        self.ways = {way: TickBox(self) for way in Way}
        self.on_duty = TickBox(self)
        titles: dict[str, Text] = {
            "delay_s": lambda: self.tr("Alert when it has rung &for"),
            "amber_s": lambda: self.tr("A&mber after"),
            "red_s": lambda: self.tr("Re&d after"),
        }
        self.times = {name: self._seconds(name) for name in titles}
        self.back = BackToDefault(self)
        self._form = look.spaced(QFormLayout(), self)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        scope = FieldLabel(
            self.scope,
            lambda: self.tr("Fo&r"),
            self,
            spoken=lambda: self.tr("The groups that this is for"),
        )
        self._form.addRow(scope, self.scope)
        self._form.addRow("", in_column(self, *self.ways.values(), self.on_duty))
        for name, seconds in self.times.items():
            self._form.addRow(FieldLabel(seconds, titles[name], self), seconds)
        self.setLayout(in_column(self, self._form, None, self.back, edge=True))
        self.scope.activated.connect(lambda _at: self._show(store.value))
        for way, box in self.ways.items():
            box.clicked.connect(lambda on, name=way.value: self._change(name, to=on))
        self.on_duty.clicked.connect(lambda on: self._change("on_duty", to=on))
        self.back.button.clicked.connect(self._take_back)
        unsubscribe = store.subscribe(self._show)
        self.destroyed.connect(lambda _page: unsubscribe())
        keep_translated(self, self._write_texts)
        self._show(store.value)

    def _seconds(self, name: str) -> QSpinBox:
        box = QSpinBox(self)
        box.setRange(0, _LONGEST_S)
        box.valueChanged.connect(lambda seconds: self._change(name, to=seconds))
        return box

    def _key(self, *names: str) -> tuple[str, ...]:
        group = self.scope.currentData()
        return ("alerts", "groups", group, *names) if group else ("alerts", *names)

    def _change(self, name: str, *, to: object) -> None:
        self._store.change(*self._key(name), to=to)

    def _take_back(self) -> None:
        if self.scope.currentData():
            self._store.change(*self._key(), to=None)
            return
        for name in _FOR_ALL:  # what is chosen for a group stays
            self._store.change("alerts", name, to=None)

    def _show(self, preferences: Preferences) -> None:
        group = self.scope.currentData()
        alerts = preferences.alerts
        own = alerts.groups.get(group, GroupAlerts()) if group else None
        for way, box in self.ways.items():
            mine = getattr(own, way.value, None)
            box.setChecked(bool(getattr(alerts, way.value) if mine is None else mine))
        delay_s = alerts.delay_s if own is None or own.delay_s is None else own.delay_s
        shown = {"delay_s": delay_s, "amber_s": alerts.amber_s, "red_s": alerts.red_s}
        for name, seconds in shown.items():
            with QSignalBlocker(self.times[name]):
                self.times[name].setValue(round(seconds))
        self.on_duty.setChecked(own is not None and own.on_duty)
        self.on_duty.setVisible(own is not None)
        for name in ("amber_s", "red_s"):
            self._form.setRowVisible(self.times[name], own is None)
        self.times["delay_s"].setEnabled(own is None or not own.on_duty)
        self.back.show_own(
            own=self._store.own(*self._key())
            if group
            else any(self._store.own("alerts", name) for name in _FOR_ALL)
        )

    def _write_texts(self) -> None:
        self.scope.setItemText(0, self.tr("all my groups"))
        self.ways[Way.POPUP].setText(self.tr("&Pop-up in the corner of the screen"))
        self.ways[Way.SOUND].setText(self.tr("So&und"))
        self.ways[Way.BADGE].setText(self.tr("&Number of calls on the tray icon"))
        self.ways[Way.TASKBAR].setText(self.tr("&Attention in the taskbar"))
        self.on_duty.setText(self.tr("&I am on duty here: alert at once"))
        for box in self.times.values():
            box.setSuffix(self.tr(" s"))
