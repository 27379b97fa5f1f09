"""Rows and columns of widgets with our distances, written as they are seen, and their order."""

from itertools import pairwise
from typing import TypeVar

from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from client.qt.looks import look

Item = QWidget | QLayout
Part = Item | tuple[Item, int] | int | None
"""What is there, or a pair with its stretch; a space of so many pixels; None = what is left."""

_Box = TypeVar("_Box", bound=QBoxLayout)


def in_row(widget: QWidget, *parts: Part) -> QHBoxLayout:
    """From left to right, with the distances of `widget`."""
    return _filled(look.spaced(QHBoxLayout(), widget), parts)


def in_column(widget: QWidget, *parts: Part, edge: bool = False) -> QVBoxLayout:
    """The same from above; `edge`: it keeps off the border, too."""
    return _filled(look.spaced(QVBoxLayout(), widget, edge=edge), parts)


def set_tab_order(*widgets: QWidget) -> None:
    """Let Tab go from the first to the last."""
    for one, next_one in pairwise(widgets):
        QWidget.setTabOrder(one, next_one)


def _filled(box: _Box, parts: tuple[Part, ...]) -> _Box:
    for part in parts:
        if part is None:
            box.addStretch(1)
        elif isinstance(part, int):
            box.addSpacing(part)
        else:
            item, stretch = part if isinstance(part, tuple) else (part, 0)
            if isinstance(item, QLayout):
                box.addLayout(item, stretch)
            else:
                box.addWidget(item, stretch)
    return box
