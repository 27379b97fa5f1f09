"""SoundPlayer: plays what is to be heard now, in a thread of its own.

Nobody waits for it: who asks for a sound, or for silence, goes on at once, however slow the sound
server is. Only the last wish counts. What cannot be played falls back, and is said once. While it
rings a sound that has died, as with its headset, begins anew on what there is.
"""

import threading
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import final

from msgspec import Struct

from client.errors import ClientError, NoSoundOutput, SoundDeviceMissing, SoundFileUnusable
from client.sound.output import RATE, Output, Stream

_SEEN_FIRST_S = 0.05
"""To load what plays takes as long as to paint the list ten times, and Python does one at a time.
So before the very first sound the call is seen."""
LOOKS_EVERY_S = 2.0
"""So often a sound that is to go on is looked after."""
_GIVEN_BACK_S = 0.5
_TAIL_S = 0.3
"""What the device holds of a sound that is played once, before it is closed."""


class Sound(Struct, frozen=True):
    """What is to be heard.

    Attributes:
        file: what is played; `spare` if it cannot be.
        volume: 0 to 100.
        device: its name; "" = the system's own, as for one that is missing.
        pause_s: how long it is silent before it is played again; None = once.
    """

    file: Path
    spare: Path
    volume: int
    device: str
    pause_s: float | None


@final
class SoundPlayer:
    """Plays one sound at a time; `report` is told of each problem once, in the player's thread."""

    def __init__(self, output: Output, report: Callable[[ClientError], None]) -> None:
        self._output, self._report = output, report
        self._change = threading.Condition()
        self._wanted: Sound | None = None
        self._changed = False
        self._closed = False
        self._stream: Stream | None = None
        self._thread: threading.Thread | None = None
        self._said: set[tuple[object, ...]] = set()
        self._loaded: tuple[Sound, array[int]] | None = None

    def play(self, sound: Sound | None) -> None:
        """Let this be heard, and nothing else; None = silence. Returns at once."""
        with self._change:
            if sound is None and self._stream is not None:
                self._stream.silence()
            if sound == self._wanted and (sound is None or sound.pause_s is not None):
                return
            self._wanted = sound
            self._changed = True
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="sound", daemon=True)
                self._thread.start()
            self._change.notify()

    def close(self) -> None:
        """Be silent for good.

        Waits a little for the device to be given back: its own thread must not ask for more while
        the interpreter ends. A sound server that hangs is left to itself.
        """
        self.play(None)
        with self._change:
            self._closed = True
            self._change.notify()
        if self._thread is not None:
            self._thread.join(_GIVEN_BACK_S)

    def forget_problems(self) -> None:
        """Say them again when they occur again: the user has chosen something else."""
        self._said.clear()

    def _run(self) -> None:
        with self._change:
            self._change.wait_for(lambda: self._closed, _SEEN_FIRST_S)
        look_in_s: float | None = None
        while True:
            with self._change:
                changed = self._change.wait_for(lambda: self._closed or self._changed, look_in_s)
                wanted, closed, stream = self._wanted, self._closed, self._stream
                goes_on = wanted is not None and wanted.pause_s is not None
                if not changed and goes_on and stream is not None and stream.plays():
                    continue
                self._changed, self._stream = False, None
            if stream is not None:
                stream.close()
            if closed:
                return
            look_in_s = self._start(wanted) if wanted and (changed or goes_on) else None

    def _start(self, sound: Sound) -> float | None:
        """Play; return in how many seconds to look: is it over, or does it still play?"""
        look_in_s = None if sound.pause_s is None else LOOKS_EVERY_S
        try:
            frames = self._frames(sound)
            stream = self._open(sound, frames) if frames else None
        except (NoSoundOutput, SoundDeviceMissing) as error:
            self._say(error)
            return look_in_s
        if stream is None:
            return None
        with self._change:
            self._stream = stream
        return look_in_s or len(frames) / RATE + _TAIL_S

    def _open(self, sound: Sound, frames: "array[int]") -> Stream:
        repeat = sound.pause_s is not None
        try:
            return self._output.play(frames, device=sound.device, repeat=repeat)
        except SoundDeviceMissing as error:
            self._say(error)
            return self._output.play(frames, device="", repeat=repeat)

    def _frames(self, sound: Sound) -> "array[int]":
        if self._loaded is None or self._loaded[0] != sound:
            self._loaded = sound, self._decode(sound)
        return self._loaded[1]

    def _decode(self, sound: Sound) -> "array[int]":
        for file in dict.fromkeys((sound.file, sound.spare)):
            try:
                frames = self._output.load(file)
            except SoundFileUnusable as error:
                self._say(error)
                continue
            loud = (sound.volume / 100) ** 2  # as ears count
            made = array("h", (int(frame * loud) for frame in frames))
            made.extend(array("h", bytes(2 * round((sound.pause_s or 0.0) * RATE))))
            return made
        return array("h")

    def _say(self, error: ClientError) -> None:
        # Without any output it is one problem, whatever the system calls it.
        key = (type(error),) if isinstance(error, NoSoundOutput) else (type(error), *error.args)
        if key not in self._said:
            self._said.add(key)
            self._report(error)
