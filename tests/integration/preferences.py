"""The preferences, as a user opens them."""

from typing import TypeVar

from PySide6.QtWidgets import QWidget

from client.qt.app import Desktop

Page = TypeVar("Page", bound=QWidget)


def preferences_page(desktop: Desktop, kind: type[Page]) -> Page:
    """Open the dialog at the page of this kind."""
    desktop.open_preferences()
    dialog = desktop.preferences
    assert dialog is not None
    [page] = dialog.findChildren(kind)
    dialog.tabs.setCurrentWidget(page)
    return page
