"""All measures come from the font or the palette: no number of pixels stands in the code."""

import ast
from collections.abc import Iterator
from pathlib import Path

QT = Path(__file__).parents[2] / "client" / "qt"
MEASURES = {
    *(
        f"set{bound}{what}"
        for bound in ("Fixed", "Minimum")
        for what in ("Width", "Height", "Size")
    ),
    *("setMaximumWidth", "setMaximumHeight", "setMaximumSize", "setIconSize", "setHandleWidth"),
    *("setSpacing", "addSpacing", "setContentsMargins", "setColumnWidth", "setRowHeight"),
    *("resize", "setGeometry", "setPixelSize", "QSize", "QMargins"),
}
HAIR = 1
"""Nothing, or the thinnest line that there is."""


def fixed_measures(source: str) -> Iterator[str]:
    """The calls that set a measure to a number."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        numbers = [one.value for one in node.args if isinstance(one, ast.Constant)]
        if name in MEASURES and any(type(one) is int and one > HAIR for one in numbers):
            yield ast.unparse(node)


def test_no_measure_is_fixed() -> None:
    found = {
        str(path.relative_to(QT)): calls
        for path in sorted(QT.rglob("*.py"))
        if (calls := list(fixed_measures(path.read_text(encoding="utf-8"))))
    }
    assert found == {}


def test_a_fixed_measure_is_found() -> None:
    wrong = "self.setFixedWidth(120)\nself.resize(QSize(3, 4))\n"
    right = "self.setSpacing(0)\nself.setMinimumWidth(12 * letter)\n"
    assert list(fixed_measures(wrong + right)) == ["self.setFixedWidth(120)", "QSize(3, 4)"]
