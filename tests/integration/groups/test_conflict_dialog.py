"""Two administrators have changed the same: what the dialog lets one compare."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from client.admin import office as edit
from client.admin.merge import Merge
from client.admin.office import Endpoint, Office
from client.calls.events import Party
from client.calls.numbering import NumberRange
from client.qt.groups.conflict_dialog import ConflictDialog


def test_of_many_groups_it_shows_those_that_differ(qtbot: QtBot) -> None:
    """All thirty would be cut off before the one that matters."""
    names = {str(number): f"Group {number}" for number in range(500, 540)}
    mine = frozenset(str(number) for number in range(500, 530))
    office = Office(
        names=names,
        endpoints={"101": Endpoint("101", Party("101", "Anna"), mine, mine, editable=True)},
        numbers=NumberRange("5XX"),
    )
    wanted = edit.put_member(office, "531", "101", may_pick_up=False)
    theirs = edit.put_member(office, "532", "101", may_pick_up=False)
    window = QWidget()
    qtbot.addWidget(window)
    dialog = ConflictDialog(Merge(office, wanted, theirs).conflicts, office, window)
    dialog.open()
    texts = [dialog.table.model().index(0, column).data() for column in range(1, 4)]
    assert texts == [
        "30 unchanged",
        "532 Group 532, 30 unchanged",
        "531 Group 531, 532 Group 532, 30 unchanged",
    ]
    last = dialog.table.model().index(0, 3)
    assert texts[2] in last.data(Qt.ItemDataRole.ToolTipRole)
    lines = dialog.fontMetrics().boundingRect(
        dialog.table.visualRect(last), Qt.TextFlag.TextWordWrap, texts[2]
    )
    assert lines.height() <= dialog.table.rowHeight(0)


def test_the_service_code_that_nobody_has_set_is_no_nothing(qtbot: QtBot) -> None:
    wanted, theirs = (edit.set_service_code(Office(), code) for code in ("*8", "#8"))
    window = QWidget()
    qtbot.addWidget(window)
    dialog = ConflictDialog(Merge(Office(), wanted, theirs).conflicts, Office(), window)
    texts = [dialog.table.model().index(0, column).data() for column in range(4)]
    assert texts == ["Service code", "**", "#8", "*8"]
