"""Follows the desktop from light to dark, also where Qt does not.

Qt asks the desktop's theme, and on Linux that is not all: with Qt 6.11, GNOME's own theme says that
it is dark and gives light colours, and GTK's stays light whatever the user's style is. What every
desktop tells the same way is the setting of its portal, org.freedesktop.appearance.
Source: https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Settings.html

Where the colours are dark already, by the theme or by the user, nothing is done.
"""

import logging
import os
import sys
from typing import Final, final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from client.tasks import TaskOwner

log = logging.getLogger(__name__)

_SETTINGS: Final = "org.freedesktop.portal.Settings"
_SCHEME: Final = ("org.freedesktop.appearance", "color-scheme")
_DARK: Final = 1

_ROLE = QPalette.ColorRole
_COLORS: Final = {
    _ROLE.Window: "#323232",
    _ROLE.WindowText: "#f0f0f0",
    _ROLE.Base: "#242424",
    _ROLE.AlternateBase: "#2b2b2b",
    _ROLE.Text: "#f0f0f0",
    _ROLE.Button: "#323232",
    _ROLE.ButtonText: "#f0f0f0",
    _ROLE.BrightText: "#ffffff",
    _ROLE.Light: "#4b4b4b",
    _ROLE.Midlight: "#3f3f3f",
    _ROLE.Mid: "#282828",
    _ROLE.Dark: "#1c1c1c",
    _ROLE.Shadow: "#141414",
    _ROLE.Highlight: "#308cc6",
    _ROLE.HighlightedText: "#ffffff",
    _ROLE.Link: "#6cb4ee",
    _ROLE.ToolTipBase: "#3f3f3f",
    _ROLE.ToolTipText: "#f0f0f0",
    _ROLE.PlaceholderText: "#a0a0a0",
}
_GREY: Final = "#8a8a8a"


@final
class ColorScheme(QObject):
    """Gives the windows dark colours while the desktop is dark."""

    def __init__(self, tasks: TaskOwner, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._ours = False
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._theme_changed)
        # Qt tells the wish for more contrast since 6.10. The palette may stay as it is.
        asked = getattr(hints, "accessibility", None)
        if asked is not None:
            asked().contrastPreferenceChanged.connect(self._draw_anew)

    def start(self) -> None:
        """Ask the desktop, and follow it until the tasks are cancelled."""
        self._theme_changed()
        if sys.platform == "linux" and "DBUS_SESSION_BUS_ADDRESS" in os.environ:
            self._tasks.start(self._listen(), name="colour scheme")

    def show(self, *, dark: bool) -> None:
        """Be dark, or be as the theme is."""
        if self._ours:
            QApplication.setPalette(QPalette())  # the theme's own may be dark by now
        self._ours = dark and not is_dark(QApplication.palette())
        if self._ours:
            QApplication.setPalette(dark_palette())
            # GTK's theme has just given its own colours to labels and lists, and Qt takes those of
            # a window that has been dark before for up to date.
            for widget in QApplication.allWidgets():
                QApplication.sendEvent(widget, QEvent(QEvent.Type.ApplicationPaletteChange))

    def close(self) -> None:
        """Be as the theme is."""
        self.show(dark=False)

    def _theme_changed(self) -> None:
        scheme = QGuiApplication.styleHints().colorScheme()
        if scheme is not Qt.ColorScheme.Unknown:
            self.show(dark=scheme is Qt.ColorScheme.Dark)

    def _draw_anew(self) -> None:
        for widget in QApplication.allWidgets():
            QApplication.sendEvent(widget, QEvent(QEvent.Type.PaletteChange))
            widget.update()

    async def _listen(self) -> None:
        """Be as the portal says, now and at each change, while there is a bus."""
        from jeepney import MatchRule  # noqa: PLC0415 - where there is a bus

        from client.qt.desktop import portal  # noqa: PLC0415
        from client.qt.desktop.session_bus import NO_ANSWER, session_bus, signals  # noqa: PLC0415

        where = {"interface": _SETTINGS, "path": portal.PATH}
        rule = MatchRule(type="signal", member="SettingChanged", **where)
        try:
            async with session_bus() as router, signals(router, rule) as queue:
                (value,) = await portal.call(router, _SETTINGS, "Read", "ss", _SCHEME)
                self.show(dark=_plain(value) == _DARK)
                while True:
                    space, key, value = (await queue.get()).body
                    if (space, key) == _SCHEME:
                        self.show(dark=_plain(value) == _DARK)
        except NO_ANSWER as problem:
            log.info("The desktop does not tell whether it is dark: %s", problem)


def _plain(value: object) -> object:
    """What a variant holds, however often it is wrapped: the older method wraps it twice."""
    while isinstance(value, tuple):
        value = value[1]
    return value


def is_dark(palette: QPalette) -> bool:
    """Whether its text is lighter than its windows."""
    window, text = palette.color(_ROLE.Window), palette.color(_ROLE.WindowText)
    return text.lightness() > window.lightness()


def dark_palette() -> QPalette:
    """As Qt's own style has it on desktops that it knows to be dark."""
    made = QPalette()
    for role, color in _COLORS.items():
        made.setColor(role, QColor(color))
    for role in (_ROLE.WindowText, _ROLE.Text, _ROLE.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(_GREY))
    return made
