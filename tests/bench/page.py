"""Writes `docs/performance.md`, and reads the ratios that it was committed with."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import hot_path
from tests.bench.figure import Figure
from tests.bench.machine import machine
from tests.bench.processes import ROOT

PAGE = ROOT / "docs" / "performance.md"
TEMPLATE = Path(__file__).with_name("performance.md.template")

_ROW = re.compile(r"^\| (?P<key>[^|]+) \| [^|]+ \| (?P<value>-?[0-9.,]+)[^|]*\|", re.MULTILINE)


def write(
    figures: Sequence[Figure], profile: str, *, minutes: float, load: str, load_after: str
) -> None:
    """Write the page anew."""
    text = TEMPLATE.read_text("utf-8").format(
        minutes=minutes,
        day=datetime.now(UTC).date().isoformat(),
        machine=machine(),
        load=load,
        load_after=load_after,
        samples=hot_path.SAMPLES_PER_S,
        profile=profile,
        rows="".join(_row(figure) for figure in figures).rstrip("\n"),
    )
    PAGE.write_text(text, "utf-8")


def committed() -> dict[str, float]:
    """The figures of the page as it is, by what they tell; {} when there is none."""
    if not PAGE.exists():
        return {}
    text = PAGE.read_text("utf-8")
    return {row["key"]: float(row["value"].replace(",", "")) for row in _ROW.finditer(text)}


def shown(value: float, unit: str) -> str:
    """Give a figure as many digits as say something."""
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:.{digits}f}{unit}"


def _row(figure: Figure) -> str:
    goal, met = "told", ""
    if figure.goal is not None:
        sign = "≥" if figure.at_least else "≤"
        goal, met = f"{sign} {figure.goal:g}{figure.unit}", "yes" if figure.is_met else "**no**"
    value = shown(figure.value, figure.unit)
    cells = (figure.key, figure.against, value, goal, met, figure.absolute)
    return f"| {' | '.join(cells)} |\n"
