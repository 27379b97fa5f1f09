"""A figure: what was measured, beside what, and what it should come to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median

ROUNDS = 5
"""How often each thing is measured, at the least; the median counts."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the page.

    Attributes:
        key: what stays the same from one run to the next.
        against: what it is compared with.
        value: the ratio, or where there is nothing to compare with, the value itself.
        unit: what stands behind the value: "×", " ms".
        absolute: the values behind the ratio.
        goal: what the value should be; None where it is only told.
        at_least: the value should be the goal or more; else, or less.
    """

    key: str
    against: str
    value: float
    absolute: str
    goal: float | None = None
    at_least: bool = False
    unit: str = "×"

    @property
    def is_met(self) -> bool | None:
        """Whether the goal is reached; None where there is none."""
        if self.goal is None:
            return None
        return self.value >= self.goal if self.at_least else self.value <= self.goal


def interleaved(
    candidates: Mapping[str, Callable[[], float]], rounds: int = ROUNDS
) -> dict[str, float]:
    """Measure each in turn, again and again, and return the medians.

    In turn, since a machine is busier at one time than at another.
    """
    found: dict[str, list[float]] = {name: [] for name in candidates}
    for _ in range(rounds):
        for name, measure in candidates.items():
            found[name].append(measure())
    return {name: median(values) for name, values in found.items()}
