"""RingingCallsModel: the rows that the window shows.

Keyed by call. Each change of a call is one row operation; the rows are sorted and filtered
here, since a proxy over a Python model costs two hundred times as much. Three things make it
more than a copy of the session's list:

- After-glow: a call that somebody else took or answered stays for `GLOW_S`, grey, with who.
- Hold: while the pointer is over the list no row moves. What ends leaves a grey placeholder;
  what comes is put at the end, or where a placeholder has stood for longer than the glow, so
  that a pointer left on the list does not let it grow for ever.
- Freeze: while the link is lost the clocks stand still.

It knows no widget. Its only clock is the one that it is given.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import final

from PySide6.QtCore import QAbstractTableModel, QObject, Qt, Signal

from client.alerts.ways import Level, level_at
from client.calls.call import Added, Call, CallId, Change, End, Removed, Updated
from client.calls.choice import Target, ThisCall
from client.calls.events import TAKEN, GroupId, Party
from client.calls.groups import PickupGroup
from client.config.preferences import AlertPreferences
from client.qt.calls.call_cells import Column, cell_text, cell_tooltip, pick_up, spoken_cell, title
from client.qt.calls.call_row import Row
from client.qt.calls.call_text import GroupNames
from client.qt.looks.row_table import ROOT, Index
from client.qt.texts.error_text import sentence_text
from client.qt.texts.translated import Text
from client.wording import clock_text, ending

GLOW_S = 5.0
"""How long a call that somebody else has taken stays to be seen."""

_NOTICED_WITHIN_S = 15.0
"""A lost link is noticed after at most so many seconds, unless the computer slept."""

_COLUMNS = len(Column)


@final
class RingingCallsModel(QAbstractTableModel):
    """The calls of one session, the most recent first.

    Args:
        clock: seconds on the session's clock.

    Attributes:
        names: what the groups are called.
        group: the one that is shown; None = all of mine.
        held: the pointer is over the list: no row may move.

    Signals:
        ended(Row): its call rings no more in the shown group; the row turns grey or goes next.
        released(): the pointer has left; rows may have gone, and time goes on for the others.
    """

    ended = Signal(object)
    released = Signal()

    def __init__(self, clock: Callable[[], float], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._calls: dict[CallId, Call] = {}
        self._rows: list[Row] = []
        self._row_of: dict[CallId, Row] = {}
        self._counts: Counter[GroupId] = Counter()
        self.group: GroupId | None = None
        self.names = GroupNames()
        self._me = Party()
        self.held = False
        self._pointer = -1
        self._frozen_at: float | None = None
        self._patience = AlertPreferences()

    # What the window asks

    def is_me(self, who: Party | None) -> bool:
        """Whether this is my own phone."""
        return who is not None and who.number == self._me.number != ""

    def end_text(self, end: End) -> str:
        """How a call has ended, e.g. "taken by you"."""
        if self.is_me(end.by):
            return self.tr("taken by you")
        return sentence_text(ending(*end))

    def count(self, group: GroupId | None = None) -> int:
        """How many calls ring in a group; in all of mine for None."""
        return len(self._calls) if group is None else self._counts[group]

    def newest(self) -> Call | None:
        """The call that a pickup in the shown group takes."""
        if not self.held:
            return next((row.call for row in self._rows if row.rings), None)
        newest = min((row for row in self._rows if row.rings), key=_key_of, default=None)
        return newest.call if newest else None

    def newest_in(self, group: GroupId) -> Call | None:
        """The most recent call of a group, shown or not; None when none rings there."""
        calls = [call for call in self._calls.values() if call.within(group)]
        return max(calls, key=lambda call: call.within(group)[0].rank, default=None)

    def phones(self) -> list[Party]:
        """The desks that ring now, in order of their numbers."""
        desks = {leg.desk.number: leg.desk for call in self._calls.values() for leg in call.legs}
        return [desks[number] for number in sorted(desks) if number]

    def row(self, row: int) -> Row:
        """One line as it is."""
        return self._rows[row]

    def call_at(self, row: int) -> Call | None:
        """The call of a row, if it can still be taken."""
        line = self._rows[row] if 0 <= row < len(self._rows) else None
        return line.call if line and line.rings else None

    def row_of(self, call_id: CallId) -> int:
        """Where a call is shown; -1 if it is not."""
        row = self._row_of.get(call_id)
        return self._rows.index(row) if row else -1

    def call_meant(self, target: Target) -> Call | None:
        """The ringing call that a target names, its group shown or not; None for other targets."""
        return self._calls.get(target.id) if isinstance(target, ThisCall) else None

    def now(self) -> float:
        """The session's time; it stands while nobody knows what has rung after."""
        return self._clock() if self._frozen_at is None else self._frozen_at

    def wait(self, row: Row) -> float:
        """For how long the call has rung, or had rung when it ended."""
        return (self.now() if row.rings else row.ended_at) - row.call.since

    def rung_for(self, call: Call) -> float:
        """For how long a call has rung, in seconds."""
        return self.now() - call.since

    def level(self, row: Row) -> Level:
        """How urgent the call is; what rings no more is not."""
        if not row.rings:
            return Level.CALM
        return level_at(self.now(), row.call.since, self._patience)

    # What the session tells

    def start(self, calls: Iterable[Call], clock: Callable[[], float]) -> None:
        """Forget everything and show another session's calls."""
        self.beginResetModel()
        self._clock, self._frozen_at = clock, None
        self._calls = {call.id: call for call in calls}
        self._counts = Counter(group for call in self._calls.values() for group in call.groups)
        self._fill()
        self.endResetModel()

    def set_agent(self, me: Party, groups: Sequence[PickupGroup]) -> None:
        """Who I am, and what my groups are called."""
        self._me, self.names = me, GroupNames(groups)
        self._repaint(Column.GROUP)

    def set_frozen(self, as_of: float | None) -> None:
        """Stop all clocks, since nobody knows what has rung after `as_of`; None goes on.

        They stand at what they show: no wait goes back. After a sleep they do not count that.
        """
        if as_of is None:
            self._frozen_at = None
        elif self._frozen_at is None:
            self._frozen_at = min(self._clock(), as_of + _NOTICED_WITHIN_S)
        self._repaint(Column.WAIT)

    def apply(self, changes: Iterable[Change]) -> None:
        """Show what has changed."""
        for change in changes:
            match change:
                case Added():
                    self._put(change.call)
                case Updated():
                    self._put(change.call, change.taken)
                case Removed():
                    self._end(change)

    # What the user does

    def set_patience(self, preferences: AlertPreferences) -> None:
        """After how long a call is urgent."""
        self._patience = preferences
        self._repaint(Column.WAIT)

    def set_group(self, group: GroupId | None) -> None:
        """Show one group, or all of mine for None."""
        if group == self.group:
            return
        self.beginResetModel()
        self.group = group
        self._fill()
        self.endResetModel()

    def hold(self, pointer: int) -> None:
        """The pointer is over the list, at this row, or at none (-1): let no row move."""
        self.held, self._pointer = True, pointer

    def release(self) -> None:
        """The pointer has left: drop the placeholders and sort."""
        if not self.held:
            return
        self.held = False
        self.expire()
        self._sort()
        self.released.emit()

    # What the clock does

    def expire(self) -> None:
        """Drop what has glowed for long enough."""
        if self.held:
            return
        now = self._clock()
        for row in [row for row in self._rows if not row.rings and row.until <= now]:
            self._remove(row)

    def tick(self, first: int, last: int) -> None:
        """Repaint the clocks of these rows, those that show another second than before."""
        for at in range(first, last + 1):
            row = self._rows[at]
            seconds = int(self.wait(row))
            if seconds != row.seconds_shown:
                row.seconds_shown = seconds
                cell = self.index(at, Column.WAIT)
                self.dataChanged.emit(cell, cell, [Qt.ItemDataRole.DisplayRole])

    def next_change(self, first: int, last: int) -> float | None:
        """In how many seconds `tick` or `expire` has something to do; None = never."""
        now = self._clock()
        due = [row.until - now for row in self._rows if not row.rings and not self.held]
        if self._frozen_at is None:
            due += [
                1 - (now - row.call.since) % 1 for row in self._rows[first : last + 1] if row.rings
            ]
        return min(due, default=None)

    # What Qt asks

    def rowCount(self, parent: Index = ROOT) -> int:
        """Qt's own contract."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        """Qt's own contract."""
        return 0 if parent.isValid() else _COLUMNS

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The columns' titles."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.AccessibleTextRole and section == Column.PICK_UP:
            return pick_up()
        return title(section) if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Qt's own contract."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row, column = self._rows[index.row()], index.column()
        shown = (self.names, self.group)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                clock = column == Column.WAIT
                return clock_text(self.wait(row)) if clock else cell_text(row, column, *shown)
            case Qt.ItemDataRole.AccessibleTextRole:
                return spoken_cell(row, column, *shown, self.wait(row))
            case Qt.ItemDataRole.ToolTipRole:
                return cell_tooltip(row, column, *shown)
            case Qt.ItemDataRole.TextAlignmentRole if column == Column.WAIT:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case _:
                return None

    # How rows come, change and go

    def _key(self, call: Call) -> tuple[float, int]:
        """Ascending, so that the newest of the shown group comes first."""
        moment, serial = call.within(self.group)[0].rank
        return (-moment, -serial)

    def _fill(self) -> None:
        shown = [call for call in self._calls.values() if call.within(self.group)]
        self._rows = sorted((Row(call, self._key(call)) for call in shown), key=_key_of)
        self._row_of = {row.call.id: row for row in self._rows}

    def _put(self, call: Call, taken: End | None = None) -> None:
        before = self._calls.get(call.id)
        if before is not None:
            self._counts.subtract(before.groups)
        self._counts.update(call.groups)
        self._calls[call.id] = call
        row = self._row_of.get(call.id)
        if not call.within(self.group):
            if row is not None and row.rings and taken:
                self._show_end(row, row.call, taken)  # as it was when it rang in this group
            elif row is not None and row.rings:
                self._grey(row, call, lambda: self.tr("rings in another group"), glow=False)
        elif row is None:
            self._insert(Row(call, self._key(call)))
        else:
            self._update(row, call)

    def _end(self, change: Removed) -> None:
        before = self._calls.pop(change.call.id, None)
        if before is not None:
            self._counts.subtract(before.groups)
        row = self._row_of.get(change.call.id)
        if row is not None and (row.rings or before is None):  # or somebody else has it after all
            self._show_end(row, change.call, End(change.reason, change.by))

    def _show_end(self, row: Row, call: Call, end: End) -> None:
        glow = end.reason in TAKEN and not self.is_me(end.by)
        self._grey(row, call, lambda: self.end_text(end), glow=glow)

    def _insert(self, row: Row) -> None:
        at = self._place(row)
        self.beginInsertRows(ROOT, at, at)
        self._rows.insert(at, row)
        self._row_of[row.call.id] = row
        self.endInsertRows()

    def _place(self, new: Row) -> int:
        if not self.held:
            return bisect_left(self._rows, new.key, key=_key_of)
        now = self._clock()
        for at, row in enumerate(self._rows):
            if not row.rings and row.ended_at + GLOW_S <= now and at != self._pointer:
                self._remove(row)
                return at
        return len(self._rows)

    def _update(self, row: Row, call: Call) -> None:
        row.call, row.end = call, ""
        key = self._key(call)
        at = self._rows.index(row)
        if key != row.key:
            row.key = key
            if not self.held:
                at = self._move(at)
        self.dataChanged.emit(self.index(at, 0), self.index(at, _COLUMNS - 1))

    def _move(self, at: int) -> int:
        """Take the row at `at` to where its key belongs; return its new place."""
        row = self._rows[at]
        others = self._rows[:at] + self._rows[at + 1 :]
        to = bisect_left(others, row.key, key=_key_of)
        if to != at:
            # Qt counts the target before the row is taken out.
            self.beginMoveRows(ROOT, at, at, ROOT, to + 1 if to > at else to)
            self._rows.insert(to, self._rows.pop(at))
            self.endMoveRows()
        return to

    def _grey(self, row: Row, call: Call, end: Text, *, glow: bool) -> None:
        now = self._clock()
        row.call, row.end, row.ended_at = call, end, self.now()
        row.until = now + GLOW_S if glow else now
        self.ended.emit(row)
        if not glow and not self.held:
            self._remove(row)
            return
        at = self._rows.index(row)
        self.dataChanged.emit(self.index(at, 0), self.index(at, _COLUMNS - 1))

    def _remove(self, row: Row) -> None:
        at = self._rows.index(row)
        self.beginRemoveRows(ROOT, at, at)
        del self._rows[at]
        del self._row_of[row.call.id]
        self.endRemoveRows()

    def _sort(self) -> None:
        ordered = sorted(self._rows, key=_key_of)
        if ordered == self._rows:
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        after = [
            self.index(ordered.index(self._rows[index.row()]), index.column()) for index in before
        ]
        self._rows = ordered
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _repaint(self, column: Column) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0, column), self.index(len(self._rows) - 1, column))


def _key_of(row: Row) -> tuple[float, int]:
    return row.key
