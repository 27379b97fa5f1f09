"""Palettes of a light, a dark and a high contrast desktop, for pictures and tests."""

from PySide6.QtGui import QColor, QPalette

_ROLE = QPalette.ColorRole

_DARK = {
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
            return _made(_DARK, "#8a8a8a")
        case "contrast":
            return _made(_CONTRAST, "#3ff23f")
        case _:
            return None


def _made(colors: dict[QPalette.ColorRole, str], disabled: str) -> QPalette:
    made = QPalette()
    for role, color in colors.items():
        made.setColor(role, QColor(color))
    for role in _DISABLED:
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(disabled))
    return made
