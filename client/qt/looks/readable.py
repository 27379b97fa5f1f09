"""The desktop's palette, with what cannot be read on it mended.

Many a desktop writes what is disabled, the hint in an empty field, and the selected row with less
contrast than 4.5:1. Those colours alone are replaced, each by the nearest shade that will do; all
others stay the desktop's, and follow it from light to dark.
"""

from typing import Final, final

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QWidget

from client.qt.looks import look

_Role = QPalette.ColorRole
_GROUPS: Final = (
    QPalette.ColorGroup.Active,
    QPalette.ColorGroup.Inactive,
    QPalette.ColorGroup.Disabled,
)
_WRITTEN: Final = {
    _Role.WindowText: _Role.Window,
    _Role.ButtonText: _Role.Button,
    _Role.Text: _Role.Base,
    _Role.PlaceholderText: _Role.Base,
    _Role.Link: _Role.Window,
    _Role.LinkVisited: _Role.Window,
    _Role.ToolTipText: _Role.ToolTipBase,
}
"""With what, and on what."""

_OUTLINED: Final = ("QLineEdit", "QAbstractSpinBox", "QComboBox", "QSlider")
"""What would be hard to make out by its ground alone."""
_DARKER: Final = 140
"""So many percent darker than its window draws Fusion an outline."""

_MENU_DARKER: Final = 127
"""The outline of a tick box, of which menus have Fusion's own, is a tenth lighter."""

_DEFAULT_DARKER: Final = 125
"""So many percent darker than what is selected it draws that of the default button."""

_SPARE: Final = 1.1
"""More than text needs: a style shades buttons, and the bar below what is selected."""


def mended(palette: QPalette) -> QPalette:
    """The colours that have to be others; nothing else is set in it."""
    wanted = _SPARE * look.text_contrast(palette)
    made = QPalette()
    made.setResolveMask(0)
    for group in _GROUPS:
        for ink, ground in _WRITTEN.items():
            back = palette.color(group, ground)
            front = palette.color(group, ink)
            seen = look.blend(front, back, front.alphaF())
            better = look.legible(seen, (back, look.raised(back)), wanted)
            if better != seen:
                made.setColor(group, ink, better)
        text = palette.color(group, _Role.HighlightedText)
        bar = palette.color(group, _Role.Highlight)
        better = look.legible(bar, (text,), wanted)
        if better != bar:
            made.setColor(group, _Role.Highlight, better)
    return made


def outlined(palette: QPalette, darker: int = _DARKER) -> QPalette:
    """The palette for what Fusion is to draw with an outline that can be made out."""
    made = QPalette(palette)
    for group in _GROUPS[:2]:
        line = look.mark(palette.color(group, _Role.Window).darker(_DARKER), palette)
        made.setColor(group, _Role.Window, line.lighter(darker))
    return made


def for_buttons(palette: QPalette) -> QPalette:
    """The palette with which Fusion outlines the button that Enter presses, so that it is seen."""
    made = QPalette(palette)
    for group in _GROUPS[:2]:
        line = look.mark(palette.color(group, _Role.Highlight), palette)
        made.setColor(group, _Role.Highlight, line.lighter(_DEFAULT_DARKER))
    return made


@final
class Readable(QObject):
    """Keeps the palette of all windows readable, whatever the desktop's becomes.

    A palette that somebody has given to the application is mended as well, and kept.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._given = QPalette()
        self._mask = 0
        self._mending = False
        self._mend()

    def follow(self, window: QWidget) -> None:
        """Look again when this window is told of another palette."""
        window.installEventFilter(self)

    def close(self) -> None:
        """Leave the palette as it was found."""
        self._mending = True
        QApplication.setPalette(self._given)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See `follow`; afterwards, since Qt is still telling the other windows."""
        changed = event.type() == QEvent.Type.PaletteChange
        # Away and back again, it is the same for the window, but nothing is mended any more.
        changed |= (
            event.type() == QEvent.Type.ApplicationPaletteChange
            and QApplication.palette().resolveMask() != self._mask
        )
        if changed and not self._mending:
            QTimer.singleShot(0, self, self._mend)
        return super().eventFilter(watched, event)

    def _mend(self) -> None:
        if self._mending:
            return
        self._mending = True
        try:
            palette = QApplication.palette()
            if palette.resolveMask() != self._mask:
                self._given = palette
            # What is mended would hide what the desktop has now.
            QApplication.setPalette(self._given)
            QApplication.setPalette(mended(QApplication.palette()).resolve(self._given))
            palette = QApplication.palette()  # what is given may hold colours of an earlier desktop
            if QApplication.style().name() == "fusion":
                seen = outlined(palette)
                # PySide wants a str, whatever its stubs say.
                QApplication.setPalette(for_buttons(palette), "QPushButton")  # type: ignore[arg-type]
                QApplication.setPalette(outlined(palette, _MENU_DARKER), "QMenu")  # type: ignore[arg-type]
                for kind in _OUTLINED:
                    QApplication.setPalette(seen, kind)  # type: ignore[arg-type]
            self._mask = palette.resolveMask()
        finally:
            self._mending = False
