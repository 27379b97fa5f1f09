"""Where the keyboard's focus goes when what has it goes out of sight, or can be used no more.

A window that was hidden from its tray menu is told afterwards, by X, that it is the active one.
Qt then gives the focus to what comes next in it: to a button that takes a call, or mutes. So a view
that is shown again puts it where it belongs.
"""

from PySide6.QtWidgets import QWidget


def release_focus(widget: QWidget | None) -> None:
    """Give the focus to the window, if `widget` has it: to be called before that is hidden.

    Qt would pass it on to what comes next, where the key that is on its way does something else.
    The window gives it to what it is there for.
    """
    if widget is not None and widget.window().focusWidget() is widget:
        widget.window().setFocus()
