"""Texts with the forms of a number, for functions: "1 second", "2 seconds".

The translation tools find these forms in `tr` alone, not in `translate`.
"""

from typing import final

from PySide6.QtCore import QCoreApplication


@final
class Counted:
    """Write `Counted.tr("%n second(s)", "", seconds)`: the tools take the name before the dot."""

    @staticmethod
    def tr(text: str, comment: str, count: int) -> str:
        """The translation in its form for `count`, which takes the place of %n."""
        return QCoreApplication.translate("Counted", text, comment, count)
