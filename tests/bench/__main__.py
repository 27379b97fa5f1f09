"""`make bench` writes `docs/performance.md`; `make bench-quick` prints some of it, and compares.

No figure fails anything: machines are noisy. What does not work at all does.
"""

import argparse
import sys
import time
from collections.abc import Callable

from tests.bench import asterisk, crowd, groups, hot_path, page, starts, throughput, window
from tests.bench.figure import Figure
from tests.bench.machine import load

Measure = Callable[[bool], list[Figure]]

QUICK: tuple[Measure, ...] = (
    throughput.figures,
    crowd.figures,
    starts.figures,
    window.figures,
    groups.figures,
)
SLOW: tuple[Measure, ...] = (asterisk.figures,)


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the ratios beside the committed ones")
    parser.add_argument("--only", metavar="PART", help="print one part's figures: throughput")
    arguments = parser.parse_args()
    begun, busy = time.monotonic(), load()
    figures: list[Figure] = []
    for measure in (*QUICK, *SLOW):
        part = measure.__module__.rpartition(".")[2]
        if arguments.only in (None, part) and not (arguments.quick and measure in SLOW):
            print(f"{part} …", file=sys.stderr)  # noqa: T201
            found = measure(arguments.quick)
            figures += found
            for figure in found:
                print(_line(figure), flush=True)  # noqa: T201
    if not (arguments.quick or arguments.only):
        profile = hot_path.profile()
        minutes = (time.monotonic() - begun) / 60
        page.write(figures, profile, minutes=minutes, load=busy, load_after=load())


def _line(figure: Figure) -> str:
    """A figure, and what it was when the page was written."""
    before = page.committed().get(figure.key)
    was = f"was {page.shown(before, figure.unit)}" if before is not None else "new"
    value = page.shown(figure.value, figure.unit)
    return f"{value:>9}  {was:<14} {figure.key}, against {figure.against} ({figure.absolute})"


if __name__ == "__main__":
    main()
