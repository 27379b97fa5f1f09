"""All keys of the windows in one table: the shortcuts are made from it, and Help shows it.

A key that is no shortcut, as the arrows are in a list, stands here for Help alone.
"""

from collections.abc import Callable
from typing import Final

from msgspec import Struct
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from client.qt.texts.error_text import sentence_text
from client.sentence import Sentence

StandardKey = QKeySequence.StandardKey


class Key(Struct, frozen=True):
    """One line of the table.

    Attributes:
        keys: each does it; a standard key is what the system has for it.
        text: what it does; see `says`.
    """

    keys: tuple[str | StandardKey, ...]
    text: Sentence

    @property
    def sequences(self) -> tuple[QKeySequence, ...]:
        """The keys as Qt knows them."""
        return tuple(QKeySequence(key) for key in self.keys)

    @property
    def shown(self) -> str:
        """The keys as a person reads them, e.g. "Ctrl+G"."""
        native = QKeySequence.SequenceFormat.NativeText
        return ", ".join(sequence.toString(native) for sequence in self.sequences)

    def says(self) -> str:
        """What it does, in the window's language."""
        return sentence_text(self.text)


PICK_UP: Final = Key(("F9",), Sentence("Takes the call that the large button names"))
OF_GROUP: Final = (
    Key(("F5",), Sentence("Takes the most recent call of your first group")),
    Key(("F6",), Sentence("Takes the most recent call of your second group")),
    Key(("F7",), Sentence("Takes the most recent call of your third group")),
    Key(("F8",), Sentence("Takes the most recent call of your fourth group")),
)
"""In the order of the drop-down."""
DISMISS: Final = Key(("Esc",), Sentence("Silences the calls that alert now, or closes a list"))
# Not beside Ctrl+Q: without Shift it would end the program.
MUTE: Final = Key(("Ctrl+Shift+M",), Sentence("Mutes the alerts, or lets them be heard again"))
SETTINGS: Final = Key(("Ctrl+,",), Sentence("Opens the settings"))
PREFERENCES: Final = Key(("Ctrl+Shift+,",), Sentence("Opens the preferences"))
GROUPS: Final = Key(("Ctrl+G",), Sentence("Opens the pickup groups"))
STRIP: Final = Key(("Ctrl+M",), Sentence("Turns window into strip, and back"))
COPY_NUMBER: Final = Key(("Ctrl+Shift+C",), Sentence("Copies the number of the call just taken"))
LEAVE: Final = Key(("Ctrl+Q",), Sentence("Ends Cornetta"))
HELP: Final = Key(("F1",), Sentence("Shows these keys"))

SAVE: Final = Key((StandardKey.Save,), Sentence("Saves the changes"))
NEW: Final = Key((StandardKey.New,), Sentence("Makes a group"))
FIND: Final = Key((StandardKey.Find,), Sentence("Goes to the search field"))
# Not F5, which takes a call in the other window.
READ_AGAIN: Final = Key(("Ctrl+R",), Sentence("Reads the PBX again"))
CLOSE: Final = Key((StandardKey.Cancel,), Sentence("Closes the window"))

MAIN_WINDOW: Final = (
    PICK_UP,
    *OF_GROUP,
    Key(("Up", "Down"), Sentence("Selects a call in the list")),
    Key(("Return",), Sentence("Takes the selected call")),
    Key(("Tab",), Sentence("Goes to the next field")),
    DISMISS,
    MUTE,
    SETTINGS,
    PREFERENCES,
    GROUPS,
    STRIP,
    COPY_NUMBER,
    HELP,
    LEAVE,
)
GROUPS_WINDOW: Final = (
    NEW,
    FIND,
    Key(("Down", "Return"), Sentence("Chooses a user and adds it")),
    Key(("Del",), Sentence("Removes the selected member")),
    Key(("Space",), Sentence("Sets or clears a tick")),
    SAVE,
    READ_AGAIN,
    CLOSE,
)
KEYS: Final = (
    (Sentence("Main window"), MAIN_WINDOW),
    (Sentence("Pickup groups"), GROUPS_WINDOW),
)
"""Each window and its keys."""


def shortcut(key: Key, window: QWidget, slot: Callable[[], object]) -> None:
    """Call `slot` whenever the key goes down in this window; held down, it counts once."""
    for sequence in key.sequences:
        made = QShortcut(sequence, window)
        made.setAutoRepeat(False)
        made.activated.connect(slot)
