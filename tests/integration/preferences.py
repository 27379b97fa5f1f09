"""The preferences, as a user opens them."""

from typing import TypeVar

from PySide6.QtWidgets import QWidget

from client.qt.app import App

Page = TypeVar("Page", bound=QWidget)


def preferences_page(app: App, kind: type[Page]) -> Page:
    """Open the dialog at the page of this kind."""
    app.open_preferences()
    dialog = app.preferences
    assert dialog is not None
    [page] = dialog.findChildren(kind)
    dialog.tabs.setCurrentWidget(page)
    return page
