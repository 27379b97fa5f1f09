"""A language that nobody speaks: shows what is not translated, and what does not fit.

"Pick up" becomes "[Þîçķ ûþ áéí]": longer by two fifths, accented, in brackets.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, final

from PySide6.QtCore import QCoreApplication, QTranslator

_STRETCH: Final = 0.4
_ACCENTED: Final = str.maketrans("aceiklnopstuyzACDEGIKLNOPSTUYZ", "áçéîķļñöþšţûýžÅÇĐÉĜÎĶĻÑÖÞŠŢÛÝŽ")
_KEPT: Final = re.compile(r"(\{\w*\}|%L?n|%\d+|&.|<[^>]*>)")
"""Placeholders, mnemonics and mark-up."""

_FILLING: Final = "áéîöû äëïõù "
_LEFT_ALONE: Final = ("QShortcut", "QGuiApplication")
"""Names of keys, which Qt reads back; the direction of writing."""


@contextmanager
def spoken() -> Iterator[None]:
    """Let all windows speak it while the block runs."""
    translator = PseudoTranslator()
    QCoreApplication.installTranslator(translator)
    try:
        yield
    finally:
        QCoreApplication.removeTranslator(translator)


@final
class PseudoTranslator(QTranslator):
    """Makes every text up from the English one."""

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's name
        return False

    def translate(
        self,
        context: str,
        sourceText: str,  # noqa: N803 - Qt's name
        disambiguation: str | None = None,
        n: int = -1,
    ) -> str | None:
        del disambiguation, n
        return None if context in _LEFT_ALONE else stretched(sourceText)


def stretched(text: str) -> str:
    """A text of this language; placeholders and the letters of mnemonics stay."""
    if not text.strip():
        return text
    parts = _KEPT.split(text)
    parts[::2] = [part.translate(_ACCENTED) for part in parts[::2]]
    length = round(len(text) * _STRETCH) - 2
    filling = (_FILLING * (length // len(_FILLING) + 1))[: max(0, length)].strip()
    return f"[{''.join(parts)}{' ' if filling else ''}{filling}]"
