"""Every text of every window can be read: 4.5:1 against what it is written on, as painted.

A window paints itself into an SVG, which has each text with its colour, and into a picture, which
has the ground below it. So nothing is taken from a palette that a delegate or a style may pass by.
"""

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRect, QSettings
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPalette, QTransform
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from client.qt.desktop.color_scheme import dark_palette
from client.qt.looks import look
from tests.integration.conftest import OpenLive
from tests.integration.every_window import every_window, settle
from tests.integration.scripted_session import ScriptedSession

_SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Written:
    """A text as it was painted, and where: its box in the window."""

    text: str
    color: QColor
    box: QRect


def written(window: QWidget) -> Iterator[Written]:
    """All texts that a window paints."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(window.size())
    generator.setResolution(window.logicalDpiX())
    window.render(generator, QPoint())
    root = ET.fromstring(bytes(content.data()))  # noqa: S314 - our own
    for group in root.iter(f"{_SVG}g"):
        numbers = [float(one) for one in re.findall(r"[-\d.e]+", group.get("transform", ""))]
        place = QTransform(*numbers) if len(numbers) == 6 else QTransform()
        for text in group.findall(f"{_SVG}text"):
            words = "".join(text.itertext())
            if not words.strip():
                continue
            color = QColor(text.get("fill", "black"))
            color.setAlphaF(float(text.get("fill-opacity", 1)))
            font = QFont((text.get("font-family") or "").split(",")[0].strip("'"))
            font.setPixelSize(round(float(text.get("font-size", 12))))
            metrics = QFontMetrics(font)
            at = place.map(QPoint(round(float(text.get("x", 0))), round(float(text.get("y", 0)))))
            width = metrics.horizontalAdvance(words)
            yield Written(
                words, color, QRect(at.x(), at.y() - metrics.ascent(), width, metrics.height())
            )


def ground(picture: QImage, box: QRect) -> QColor:
    """What a text is written on: the colour that most of its box has."""
    pixels, width = memoryview(picture.constBits()).cast("I"), picture.width()
    seen = Counter[int]()
    for y in range(box.top(), box.bottom() + 1, 2):
        seen.update(pixels[y * width + box.left() : y * width + box.right() + 1].tolist())
    # A gradient's shades count together, by the upper bits of their colours.
    alike: Counter[int] = Counter()
    for pixel, times in seen.items():
        alike[pixel & 0xF0F0F0] += times
    [(most, _times)] = alike.most_common(1)
    return QColor.fromRgb(
        max((one for one in seen if one & 0xF0F0F0 == most), key=seen.__getitem__)
    )


def unreadable(window: QWidget, wanted: float) -> Iterator[str]:
    picture = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(1)
    icons = [
        QRect(label.mapTo(window, QPoint()), label.size())
        for label in window.findChildren(QLabel)
        if not label.pixmap().isNull()
    ]
    best: dict[tuple[str, object], tuple[float, str]] = {}
    for one in written(window):
        if any(icon.contains(one.box.center()) for icon in icons):
            continue  # a picture, drawn with a letter
        box = one.box.adjusted(-6, -1, 6, 1) & picture.rect()
        if box.width() < 3 or box.height() < 6:
            continue  # scrolled out of sight
        back = ground(picture, box)
        front = look.blend(one.color, back, one.color.alphaF())
        told = look.contrast(front, back)
        # A line with a selection writes its text twice, and cuts off what is not to be seen.
        place = (one.text, one.box.topLeft().toTuple())
        words = f"{one.text!r} {front.name()} on {back.name()}: {told:.2f}"
        best[place] = max(best.get(place, (0.0, "")), (told, words))
    yield from (words for told, words in best.values() if told < wanted)


LIGHT, DARK = (QPalette(QColor(one), QColor(one)) for one in ("#efefef", "#323232"))
BLACK, WHITE = (QPalette(QColor(one), QColor(one)) for one in ("#000000", "#ffffff"))
READABLE, HIGH = 4.5, 7.0


@pytest.mark.timeout(180)
@pytest.mark.parametrize(
    ("palettes", "wanted"),
    [
        ((DARK,), READABLE),
        ((BLACK,), HIGH),
        ((WHITE,), HIGH),
        ((LIGHT, dark_palette()), READABLE),
        ((dark_palette(), LIGHT), READABLE),
    ],
    ids=["dark", "black", "white", "light-to-dark", "dark-to-light"],
)
async def test_every_text_can_be_read(
    palettes: tuple[QPalette, ...],
    wanted: float,
    open_live: OpenLive,
    session: ScriptedSession,
    window_state: QSettings,
) -> None:
    """Two palettes: the desktop changes them under an open window; dialogs open on the second."""
    before = QApplication.palette()
    QApplication.setPalette(palettes[0])
    try:
        app = await open_live()
        await settle()
        QApplication.setPalette(palettes[-1])
        await settle()
        found: Counter[str] = Counter()
        async for name, window in every_window(app, session, window_state):
            where = name.partition(",")[0]
            found.update(f"{where}: {what}" for what in unreadable(window, wanted))
        assert not found, "\n".join(f"{what} ({number})" for what, number in found.items())
    finally:
        QApplication.setPalette(before)
