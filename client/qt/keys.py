"""All keys of the windows in one table: the shortcuts are made from it, and Help shows it.

A key that is no shortcut, as the arrows are in a list, stands here for Help alone.
"""

from collections.abc import Callable
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from client.wording import QT_TRANSLATE_NOOP

StandardKey = QKeySequence.StandardKey


class Key(Struct, frozen=True):
    """One line of the table.

    Attributes:
        keys: each does it; a standard key is what the system has for it.
        text: what it does, in English; see `says`.
    """

    keys: tuple[str | StandardKey, ...]
    text: str

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
        text = self.text
        return QCoreApplication.translate("Keys", text)


PICK_UP: Final = Key(
    ("F9",), QT_TRANSLATE_NOOP("Keys", "Takes the call that the large button names")
)
OF_GROUP: Final = (
    Key(("F5",), QT_TRANSLATE_NOOP("Keys", "Takes the most recent call of your first group")),
    Key(("F6",), QT_TRANSLATE_NOOP("Keys", "Takes the most recent call of your second group")),
    Key(("F7",), QT_TRANSLATE_NOOP("Keys", "Takes the most recent call of your third group")),
    Key(("F8",), QT_TRANSLATE_NOOP("Keys", "Takes the most recent call of your fourth group")),
)
"""In the order of the drop-down."""
DISMISS: Final = Key(
    ("Esc",), QT_TRANSLATE_NOOP("Keys", "Silences the calls that alert now, or closes a list")
)
# Not beside Ctrl+Q: without Shift it would end the program.
MUTE: Final = Key(
    ("Ctrl+Shift+M",), QT_TRANSLATE_NOOP("Keys", "Mutes the alerts, or lets them be heard again")
)
SETTINGS: Final = Key(("Ctrl+,",), QT_TRANSLATE_NOOP("Keys", "Opens the settings"))
PREFERENCES: Final = Key(("Ctrl+Shift+,",), QT_TRANSLATE_NOOP("Keys", "Opens the preferences"))
GROUPS: Final = Key(("Ctrl+G",), QT_TRANSLATE_NOOP("Keys", "Opens the pickup groups"))
STRIP: Final = Key(("Ctrl+M",), QT_TRANSLATE_NOOP("Keys", "Turns window into strip, and back"))
COPY_NUMBER: Final = Key(
    ("Ctrl+Shift+C",), QT_TRANSLATE_NOOP("Keys", "Copies the number of the call just taken")
)
LEAVE: Final = Key(("Ctrl+Q",), QT_TRANSLATE_NOOP("Keys", "Ends Cornetta"))
HELP: Final = Key(("F1",), QT_TRANSLATE_NOOP("Keys", "Shows these keys"))

SAVE: Final = Key((StandardKey.Save,), QT_TRANSLATE_NOOP("Keys", "Saves the changes"))
NEW: Final = Key((StandardKey.New,), QT_TRANSLATE_NOOP("Keys", "Makes a group"))
FIND: Final = Key((StandardKey.Find,), QT_TRANSLATE_NOOP("Keys", "Goes to the search field"))
# Not F5, which takes a call in the other window.
READ_AGAIN: Final = Key(("Ctrl+R",), QT_TRANSLATE_NOOP("Keys", "Reads the PBX again"))
CLOSE: Final = Key((StandardKey.Cancel,), QT_TRANSLATE_NOOP("Keys", "Closes the window"))

MAIN_WINDOW: Final = (
    PICK_UP,
    *OF_GROUP,
    Key(("Up", "Down"), QT_TRANSLATE_NOOP("Keys", "Selects a call in the list")),
    Key(("Return",), QT_TRANSLATE_NOOP("Keys", "Takes the selected call")),
    Key(("Tab",), QT_TRANSLATE_NOOP("Keys", "Goes to the next field")),
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
    Key(("Down", "Return"), QT_TRANSLATE_NOOP("Keys", "Chooses a user and adds it")),
    Key(("Del",), QT_TRANSLATE_NOOP("Keys", "Removes the selected member")),
    Key(("Space",), QT_TRANSLATE_NOOP("Keys", "Sets or clears a tick")),
    SAVE,
    READ_AGAIN,
    CLOSE,
)
KEYS: Final = (
    (QT_TRANSLATE_NOOP("Keys", "Main window"), MAIN_WINDOW),
    (QT_TRANSLATE_NOOP("Keys", "Pickup groups"), GROUPS_WINDOW),
)
"""Each window and its keys."""


def shortcut(key: Key, window: QWidget, slot: Callable[[], object]) -> None:
    """Call `slot` whenever the key goes down in this window; held down, it counts once."""
    for sequence in key.sequences:
        made = QShortcut(sequence, window)
        made.setAutoRepeat(False)
        made.activated.connect(slot)
