"""Plays nothing, and remembers what it should have played."""

import threading
from array import array
from dataclasses import dataclass
from pathlib import Path
from typing import final

from client.errors import NoSoundOutput, SoundDeviceMissing, SoundFileUnusable
from client.sentence import Sentence
from client.sound.output import Stream


@dataclass
class FakeStream:
    """One sound; `silent` once it is to be heard no more, `unplugged` since it cannot."""

    file: str
    device: str
    repeat: bool
    level: int
    silent: bool = False
    unplugged: bool = False
    looked_at: int = 0

    def plays(self) -> bool:
        self.looked_at += 1
        return not self.unplugged

    def silence(self) -> None:
        self.silent = True

    def close(self) -> None:
        self.silence()


@final
class FakeOutput:
    """Implements `client.sound.output.Output`.

    Attributes:
        broken: names of files that cannot be played.
        names: the devices that there are.
        works: whether anything can be played at all.
        hangs: until it is set, nothing begins to play.
        loaded: the file that was decoded last.
    """

    def __init__(self) -> None:
        self.broken: set[str] = set()
        self.names = ["Headset", "Loudspeaker"]
        self.works = True
        self.hangs = threading.Event()
        self.hangs.set()
        self.streams: list[FakeStream] = []
        self.loaded = ""

    @property
    def heard(self) -> list[str]:
        """The file that is heard now; at most one."""
        return [stream.file for stream in self.streams if not stream.silent]

    def devices(self) -> list[str]:
        return self.names

    def load(self, file: Path) -> "array[int]":
        if file.name in self.broken or not file.exists():
            raise SoundFileUnusable(str(file), Sentence("no sound that can be played"))
        frames = array("h", [1000] * 100)
        self.loaded = file.name
        return frames

    def play(self, frames: "array[int]", *, device: str, repeat: bool) -> Stream:
        self.hangs.wait(5)
        if device and device not in self.names:
            raise SoundDeviceMissing(device)
        if not self.works:
            raise NoSoundOutput("no device")
        stream = FakeStream(self.loaded, device, repeat, frames[0])
        self.streams.append(stream)
        return stream
