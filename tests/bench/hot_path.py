"""Where the time goes from bytes to ringing calls; itself what py-spy looks at."""

import asyncio
import subprocess
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.bench.listening import listening
from tests.bench.processes import ROOT, python
from tests.bench.stream import pieces

EVENTS = 20_000
SECONDS = 8.0
SAMPLES_PER_S = 500
SHOWN = 14

_PY_SPY = ROOT / "build" / "bench" / "bin" / "py-spy"


def profile() -> str:
    """The functions that take the most time, as a table of Markdown."""
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw"
        spy = (_PY_SPY, "record", "--rate", str(SAMPLES_PER_S), "--format", "raw", "--output", raw)
        work = python("-m", "tests.bench.hot_path")
        ended = subprocess.run(  # noqa: S603 - our own command
            [*spy, "--function", "--", *work], cwd=ROOT, capture_output=True, check=False
        )
        if ended.returncode:
            return "py-spy may not look at a process here.\n"
        own, total = _counted(raw.read_text("utf-8").splitlines())
    samples = sum(own.values())
    rows = (
        f"| `{name}` | {count / samples:.0%} | {total[name] / samples:.0%} |"
        for name, count in own.most_common(SHOWN)
    )
    return "\n".join(("| function | itself | with what it calls |", "| --- | --- | --- |", *rows))


def _counted(lines: list[str]) -> tuple[Counter[str], Counter[str]]:
    """In how many samples each function was at work, itself, or with what it calls."""
    own: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for line in lines:
        stack, _, count = line.rpartition(" ")
        frames = stack.split(";")
        if any("data_received" in frame for frame in frames):
            own[frames[-1]] += int(count)
            total.update(dict.fromkeys(frames, int(count)))
    return own, total


async def work() -> None:
    """Keep the list of what rings, for a while."""
    stream, end = pieces(EVENTS), time.monotonic() + SECONDS
    while time.monotonic() < end:
        session, protocol = listening()
        session.subscribe(lambda _: None)
        for piece in stream:
            protocol.data_received(piece)


if __name__ == "__main__":
    asyncio.run(work())
