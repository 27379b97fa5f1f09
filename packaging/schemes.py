"""Palettes of a light, a dark and a high contrast desktop, for pictures and tests."""

from PySide6.QtGui import QColor, QPalette

from client.qt.color_scheme import dark_palette

_ROLE = QPalette.ColorRole

_CONTRAST = {
    _ROLE.Window: "#000000",
    _ROLE.WindowText: "#ffffff",
    _ROLE.Base: "#000000",
    _ROLE.AlternateBase: "#000000",
    _ROLE.Text: "#ffffff",
    _ROLE.Button: "#000000",
    _ROLE.ButtonText: "#ffffff",
    _ROLE.BrightText: "#ffffff",
    _ROLE.Light: "#ffffff",
    _ROLE.Midlight: "#c0c0c0",
    _ROLE.Mid: "#808080",
    _ROLE.Dark: "#ffffff",
    _ROLE.Shadow: "#ffffff",
    _ROLE.Highlight: "#ffff00",
    _ROLE.HighlightedText: "#000000",
    _ROLE.Link: "#ffff00",
    _ROLE.ToolTipBase: "#000000",
    _ROLE.ToolTipText: "#ffffff",
    _ROLE.PlaceholderText: "#c0c0c0",
}
_DISABLED = (_ROLE.WindowText, _ROLE.Text, _ROLE.ButtonText)


def palette(scheme: str) -> QPalette | None:
    """The palette of "dark" or "contrast"; None = the style's own, which is light."""
    match scheme:
        case "dark":
            return dark_palette()
        case "contrast":
            return _contrast()
        case _:
            return None


def _contrast() -> QPalette:
    made = QPalette()
    for role, color in _CONTRAST.items():
        made.setColor(role, QColor(color))
    for role in _DISABLED:
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor("#3ff23f"))
    return made
