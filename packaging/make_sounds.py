"""Makes the three sounds in resources/sounds: soft bells, each more urgent than the one before.

Run it after changing a line here: `.venv/bin/python packaging/make_sounds.py`. The sounds are ours,
under the project's own licence.
"""

import math
import struct
import wave
from collections.abc import Sequence
from pathlib import Path

RATE = 22_050
FOLDER = Path(__file__).parents[1] / "resources" / "sounds"

E5, A5, C6, E6 = 659.26, 880.0, 1046.5, 1318.5
# When each note begins, in seconds; its pitch in Hz; how loud, and how bright it is.
SOUNDS: dict[str, Sequence[tuple[float, float, float, float]]] = {
    "first": [(0.0, E5, 0.5, 0.2), (0.22, A5, 0.55, 0.2)],
    "second": [(0.0, E5, 0.6, 0.4), (0.16, A5, 0.65, 0.4), (0.32, C6, 0.7, 0.4)],
    "third": [
        (at, pitch, 0.75, 0.7)
        for at, pitch in zip((0.0, 0.11, 0.22, 0.42, 0.53, 0.64), (A5, C6, E6) * 2, strict=True)
    ],
}
RINGS_OUT_S = 0.6


def note(age: float, pitch: float, bright: float) -> float:
    """A struck bell: a tone with two overtones that die away faster than it does."""
    attack = min(1.0, age / 0.004)
    parts = ((1.0, 1.0, 6.0), (2.0, 0.35 * bright, 9.0), (3.0, 0.25 * bright, 14.0))
    return attack * sum(
        share * math.sin(2 * math.pi * pitch * over * age) * math.exp(-decay * age)
        for over, share, decay in parts
    )


def samples(notes: Sequence[tuple[float, float, float, float]]) -> list[int]:
    """The whole sound, faded out at its end, so that it may be repeated without a crack."""
    length = round((notes[-1][0] + RINGS_OUT_S) * RATE)
    made = []
    for at in range(length):
        now = at / RATE
        level = sum(
            loud * note(now - begin, pitch, bright)
            for begin, pitch, loud, bright in notes
            if now >= begin
        )
        fade = min(1.0, (length - at) / (0.05 * RATE))
        made.append(round(32_767 * math.tanh(0.6 * level * fade)))
    return made


def main() -> None:
    """Write them."""
    FOLDER.mkdir(exist_ok=True)
    for name, notes in SOUNDS.items():
        made = samples(notes)
        with wave.open(str(FOLDER / f"{name}.wav"), "wb") as file:
            file.setparams((1, 2, RATE, len(made), "NONE", ""))
            file.writeframes(struct.pack(f"<{len(made)}h", *made))


if __name__ == "__main__":
    main()
