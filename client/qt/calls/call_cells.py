"""What each cell of the list of calls says: to be read, to be pointed at, to be read aloud."""

from enum import IntEnum

from PySide6.QtCore import QCoreApplication

from client.calls.events import GroupId
from client.qt.calls import call_text
from client.qt.calls.call_row import Row
from client.qt.calls.call_text import GroupNames
from client.qt.texts.strangers_text import tooltip

translate = QCoreApplication.translate  # the name that the translation tools look for

_SAID_ALREADY = " "
"""What a cell says that its row has said; Qt takes the cell's own text for nothing at all."""


class Column(IntEnum):
    """The list's columns, from the left."""

    CALLER = 0
    RINGS_AT = 1
    GROUP = 2
    WAIT = 3
    PICK_UP = 4


def title(column: int) -> str:
    """What stands above a column; nothing above the buttons."""
    titles = {
        Column.CALLER: translate("CallCells", "Caller"),
        Column.RINGS_AT: translate("CallCells", "Rings at"),
        Column.GROUP: translate("CallCells", "Group"),
        Column.WAIT: translate("CallCells", "Wait"),
        Column.PICK_UP: "",
    }
    return titles[Column(column)]


def pick_up() -> str:
    """What stands on a button."""
    return translate("CallCells", "Pick up")


def cell_text(row: Row, column: int, names: GroupNames, group: GroupId | None) -> str:
    """What a cell shows, but for the clock's."""
    match column:
        case Column.CALLER:
            return call_text.caller_text(row.call)
        case Column.RINGS_AT:
            return row.note or call_text.rings_at(row.call, group)
        case Column.GROUP:
            return call_text.groups_text(row.call, names)
        case _:
            return pick_up() if row.rings else ""


def spoken_cell(
    row: Row, column: int, names: GroupNames, group: GroupId | None, wait_s: float
) -> str:
    """The first column says the whole row, so that a reader says no part of it twice."""
    match column:
        case Column.CALLER if row.note:
            return spoken_end(row)
        case Column.CALLER:
            return call_text.spoken_call(row.call, names, wait_s, group)
        case Column.PICK_UP if row.rings:
            return pick_up()
        case _:
            return _SAID_ALREADY


def spoken_end(row: Row) -> str:
    """Whose call rings no more, and why: "First Caller, 045 555 1234, taken by 204 Desk 204"."""
    return f"{call_text.spoken_caller(row.call)}, {row.note}"


def cell_tooltip(row: Row, column: int, names: GroupNames, group: GroupId | None) -> str:
    """The whole of what a cell may have no room for."""
    match column:
        case Column.RINGS_AT:
            return tooltip([row.note, *call_text.every_phone(row.call)])
        case Column.WAIT | Column.PICK_UP:
            return ""
        case _:
            return tooltip([cell_text(row, column, names, group)])
