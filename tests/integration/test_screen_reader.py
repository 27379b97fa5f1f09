"""The windows as a screen reader reads them, over the bus that Orca uses: not by attribute."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from tests.integration import x_server
from tests.integration.reader import FOCUSED, Event, Reader, Seen
from tests.integration.x_server import XServer, x_desktop

pytestmark = pytest.mark.reader

ROW = r"First Caller, 045 555 1234, rings at 103 Desk 103, Support, (\d+) seconds Pick up"
CONTROLS = {
    "check box",
    "column header",
    "combo box",
    "dialog",
    "frame",
    "list",
    "menu",
    "menu item",
    "page tab",
    "password text",
    "push button",
    "radio button",
    "slider",
    "spin button",
    "table",
    "text",
    "toggle button",
    "tool bar",
    "tree",
}
"""What a user can go to, or is in: nobody can use it without knowing what it is."""


class Program:
    """The window's process, and what is read of it."""

    def __init__(self, process: x_server.Program, reader: Reader, screen: XServer) -> None:
        self.reader = reader
        self._process = process
        self._screen = screen
        process.until("ready")
        root = reader.application("scripted_window.py")
        assert root
        self.root = root

    def answer(self) -> str:
        return next(self._process.lines())

    def tell(self, command: str) -> str:
        self._process.tell(command)
        return self.answer()

    def next_window(self) -> str:
        """Open the next one; its clicks tell of calls that are wanted, which is nobody's answer."""
        name = self.tell("next")
        while name.split()[0] == "wanted":  # no number may follow
            name = self.answer()
        return name

    def key(self, *names: str) -> None:
        """Press keys, which go to the window that has the focus."""
        focus = ("search", "--onlyvisible", "--name", "^Cornetta", "windowfocus", "--sync")
        self._screen.run("xdotool", *focus, *(word for name in names for word in ("key", name)))

    def find(self, role: str, name: str = "") -> Seen:
        """The first that shows, with this role and these words in its name."""
        for window in self.reader.children(self.root):
            for seen in self.reader.tree(window):
                if seen.role == role and name in seen.name:
                    return seen
        raise LookupError(f"{role}: {name}")

    def until(self, condition: Callable[[], object]) -> None:
        """Wait; whatever is told may be what makes it true."""
        end = time.monotonic() + 10
        while not condition():
            assert time.monotonic() < end
            with suppress(TimeoutError):
                self.reader.hear(lambda _event: True, limit_s=0.1)

    def hear_focus(self, role: str) -> None:
        """Wait until something of this role gets the focus; Orca says it then."""

        def comes(event: Event) -> bool:
            told = (event.kind, event.detail, event.value)
            return told == ("StateChanged", "focused", 1) and self.reader.role(event.node) == role

        self.reader.hear(comes)

    def row(self) -> str:
        """The row that has the focus, cell by cell, as Orca reads it; "" for none."""
        table = self.find("table")
        cells = [self.reader.see(one) for one in self.reader.children(table.node)]
        cells = [one for one in cells if one.role == "cell"]
        at = next((at for at, one in enumerate(cells) if FOCUSED in one.states), len(cells))
        return " ".join(one.name for one in cells[at : at + 5] if one.name.strip())


@pytest.fixture
def program() -> Iterator[Program]:
    with x_desktop(CORNETTA_LANGUAGE="en") as screen:
        reader = Reader(screen.environment["DBUS_SESSION_BUS_ADDRESS"])
        with screen.program("tests.integration.scripted_window") as process:
            try:
                yield Program(process, reader, screen)
            finally:
                reader.close()


def test_a_new_call_is_announced_and_its_row_is_read_and_taken(program: Program) -> None:
    reader = program.reader
    program.tell("ring 'First Caller' 0455551234 7.2")
    assert reader.said() == "New call: First Caller, 045 555 1234, rings at 103 Desk 103, Support"
    program.key()
    program.until(lambda: FOCUSED in program.find("table").states)
    program.key("Down")
    program.hear_focus("cell")
    read = re.fullmatch(ROW, program.row())
    assert read
    assert 7 <= int(read[1]) < 30
    program.key("Return")
    assert program.answer() == "wanted 0455551234"
    assert reader.said() == "Picking up First Caller, 045 555 1234…"
    program.tell("taken")
    assert reader.said() == "You took First Caller (045 555 1234) from 103 Desk 103."


def test_calls_can_be_taken_by_actions_alone(program: Program) -> None:
    """As voice control and switches do: no key, no pointer."""
    reader = program.reader
    program.tell("ring_both Older 0451 Newer 0452")  # one by one, a busy machine tells each
    assert reader.said() == "2 new calls"
    button = program.find("push button", "Pick up Newer, 0452, rings at 103 Desk 103, Support")
    reader.do(button.node, "Press")
    assert program.answer() == "wanted 0452"
    assert reader.said() == "Picking up Newer, 0452…"
    program.tell("taken")
    assert reader.said().startswith("You took Newer")
    reader.write(program.find("text", "Extension").node, "103")
    reader.do(program.find("push button", "Pick up at this extension").node, "Press")
    assert program.answer() == "wanted at 103"


def test_the_link_is_told(program: Program) -> None:
    program.tell("lost")
    assert program.reader.said() == "The link to pbx1 is lost. No call can be taken."
    program.tell("back")
    assert program.reader.said() == "The link to pbx1 is back."


def test_a_call_is_announced_while_no_window_is_to_be_seen(program: Program) -> None:
    program.tell("hide")
    program.tell("ring")
    said = program.reader.said()
    assert said == "New call: First Caller, 045 555 1234, rings at 103 Desk 103, Support"


@pytest.mark.timeout(240)
def test_every_control_of_every_window_has_a_role_and_a_name(program: Program) -> None:
    nameless, roles, windows = [], set(), 0
    while (name := program.next_window()) != "no more":
        windows += 1
        for window in program.reader.children(program.root):
            for at, seen in enumerate(program.reader.tree(window)):
                if at == 0 and seen.name == "Cornetta" and not name.startswith("main"):
                    break
                assert seen.role not in ("unknown", "invalid"), (name, seen)
                # Orca says it each time that the list gets the focus.
                assert seen.role != "layered pane" or not name.startswith("main"), name
                roles.add(seen.role)
                title = program.reader.title(seen) if seen.role in CONTROLS else "-"
                if not title.strip() or title.endswith(" *"):  # the star of a label says nothing
                    nameless.append(f"{name}: {seen.role} {title}")
    assert not nameless, "\n".join(nameless)
    assert windows > 40
    assert roles >= {"check box", "combo box", "page tab", "push button", "table", "text", "dialog"}
