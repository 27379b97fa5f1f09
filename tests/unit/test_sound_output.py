"""miniaudio for real, on its own backend that plays nothing and on the system's sound."""

import math
import os
import subprocess
import sys
import threading
import wave
from array import array
from collections import Counter
from collections.abc import Generator
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import miniaudio
import pytest

from client.errors import ClientError, NoSoundOutput, SoundDeviceMissing, SoundFileUnusable
from client.qt.alerts.sounder import own_sound
from client.sound.output import (
    ASKS_WITHIN_S,
    LONGEST_S,
    RATE,
    SystemOutput,
    _MiniaudioStream,
)
from client.sound.player import Sound, SoundPlayer

ROOT = Path(__file__).parents[2]


@pytest.fixture
def output() -> SystemOutput:
    return SystemOutput("NULL")


def loudness(frames: "array[int]") -> float:
    return math.sqrt(sum(frame * frame for frame in frames) / len(frames))


def test_our_own_sounds_get_more_urgent(output: SystemOutput) -> None:
    sounds = [output.load(own_sound(which)) for which in (1, 2, 3)]
    assert all(0.5 * RATE < len(sound) < 2 * RATE for sound in sounds)
    assert all(quiet < loud for quiet, loud in pairwise(map(loudness, sounds)))
    assert all(max(map(abs, sound)) < 32_000 for sound in sounds)  # nothing is cut
    assert all(abs(sound[-1]) < 50 for sound in sounds)  # it ends without a crack


EMPTY = b"RIFF$\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0@\x1f\0\0\x80>\0\0\2\0\x10\0data\0\0\0\0"


@pytest.mark.parametrize("content", [None, b"", b"no sound", b"RIFF\0\0\0\0WAVE", EMPTY])
def test_what_is_no_sound(output: SystemOutput, tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "sound.wav"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SoundFileUnusable) as caught:
        output.load(file)
    assert caught.value.path == str(file)
    assert ("No such file" in str(caught.value.reason)) is (content is None)


def test_a_folder_is_no_sound(output: SystemOutput, tmp_path: Path) -> None:
    with pytest.raises(SoundFileUnusable):
        output.load(tmp_path)


def test_a_long_file_is_cut(output: SystemOutput, tmp_path: Path) -> None:
    path = tmp_path / "làng ✓.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(2 * 8000 * (LONGEST_S + 10)))
    assert LONGEST_S <= len(output.load(path)) / RATE < LONGEST_S + 1


def test_a_stream_plays_until_it_is_closed(output: SystemOutput) -> None:
    stream = output.play(output.load(own_sound(1)), device="", repeat=True)
    stream.silence()
    stream.close()
    assert len(output.devices()) == 1


def test_a_device_gets_frames_as_they_are_decoded_and_few_ahead(output: SystemOutput) -> None:
    """One channel: as two it would sound twice as fast. What is ahead cannot be taken back."""
    stream = output.play(array("h", [0]), device="", repeat=True)
    device = stream._device  # type: ignore[attr-defined]
    stream.close()
    assert (device.nchannels, device.sample_rate) == (1, RATE)
    assert device.buffersize_msec <= 20


def test_all_that_a_sound_takes_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """At a sound server that is a connection, of some 60 for all programs, and five files."""
    lib, counts = miniaudio.lib, Counter[str]()

    class Counted:
        def __getattr__(self, name: str) -> object:
            counts[name] += 1
            return getattr(lib, name)

    monkeypatch.setattr(miniaudio, "lib", Counted())
    output = SystemOutput("NULL")
    for _ in range(3):
        output.play(array("h", [0]), device="", repeat=False).close()
    assert counts["ma_context_init"] == counts["ma_context_uninit"] == 3
    with pytest.raises(NoSoundOutput):
        SystemOutput("JACK").play(array("h", [0]), device="", repeat=False)
    assert counts["ma_context_init"] == 4
    assert SystemOutput("JACK").devices() == []


def test_a_device_that_is_not_there(output: SystemOutput) -> None:
    with pytest.raises(SoundDeviceMissing):
        output.play(array("h", [0]), device="Gone", repeat=False)


class Device:
    """One that asks when it is told to."""

    source: Generator[bytes, int, None]
    is_broken = is_closed = False

    def start(self, source: Generator[bytes, int, None]) -> None:
        self.source = source
        if self.is_broken:
            raise miniaudio.MiniaudioError("it does not start")

    def close(self) -> None:
        assert self.is_broken or not any(self.source.send(3))  # it asks meanwhile, for silence
        self.is_closed = True


def feed(*, repeat: bool) -> list[bytes]:
    """What a device gets that asks for 3, 4 and 5 frames, and for 2 after silence was asked for."""
    device = Device()
    stream = _MiniaudioStream(device, array("h", [1, 2, 3, 4, 5]), repeat=repeat)
    got = [device.source.send(size) for size in (3, 4, 5)]
    stream.silence()
    return [*got, device.source.send(2)]


def test_a_stream_that_is_closed_is_silent() -> None:
    device = Device()
    _MiniaudioStream(device, array("h", [1, 2, 3]), repeat=True).close()
    assert device.is_closed


def test_a_device_that_does_not_start_is_given_back() -> None:
    device = Device()
    device.is_broken = True
    with pytest.raises(miniaudio.MiniaudioError):
        _MiniaudioStream(device, array("h", [1]), repeat=True)
    assert device.is_closed


def test_a_device_that_asks_no_more_plays_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("client.sound.output.time", SimpleNamespace(monotonic=lambda: now))
    device = Device()
    stream = _MiniaudioStream(device, array("h", [1]), repeat=True)
    assert stream.plays()  # it has yet to ask
    now += ASKS_WITHIN_S
    assert not stream.plays()
    device.source.send(1)
    assert stream.plays()


@pytest.mark.parametrize(
    ("repeat", "frames"),
    [
        (True, [[1, 2, 3], [4, 5, 1, 2], [3, 4, 5, 1, 2], [0, 0]]),
        (False, [[1, 2, 3], [4, 5, 0, 0], [0, 0, 0, 0, 0], [0, 0]]),
    ],
)
def test_what_a_device_gets(repeat: bool, frames: list[list[int]]) -> None:  # noqa: FBT001
    assert [list(array("h", piece)) for piece in feed(repeat=repeat)] == frames


SYSTEM = """
from client.errors import ClientError, NoSoundOutput
from client.qt.alerts.sounder import own_sound
from client.sound.output import SystemOutput
output = SystemOutput("ALSA")
try:
    stream = output.play(output.load(own_sound(1)), device="", repeat=False)
except NoSoundOutput:
    print("no sound")
else:
    stream.close()
    print("played")
"""


def run_on_alsa(program: str, configuration: str, folder: Path) -> str:
    """What the program prints on a system with this sound."""
    file = folder / "asound.conf"
    file.write_text(configuration)
    ran = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "ALSA_CONFIG_PATH": str(file)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stderr == ""
    return ran.stdout.strip()


@pytest.mark.skipif(sys.platform != "linux", reason="ALSA is Linux's")
@pytest.mark.parametrize(
    ("configuration", "said"),
    [("pcm.!default { type null }", "played"), ("pcm.!default { type hw card 31 }", "no sound")],
)
def test_the_systems_own_sound(tmp_path: Path, configuration: str, said: str) -> None:
    """ALSA, with a configuration that has a device, and with one that has none."""
    assert run_on_alsa(SYSTEM, configuration, tmp_path) == said


ONE_BUSY = """
pcm.!default { type null hint { show on description "Usual" } }
pcm.headset { type null hint { show on description "Headset" } }
pcm.busy { type hw card 31 hint { show on description "Busy" } }
"""
EACH_DEVICE = """
from array import array
from client.errors import SoundDeviceMissing
from client.sound.output import SystemOutput
output = SystemOutput("ALSA")
for device in output.devices():
    try:
        output.play(array("h", [0]), device=device, repeat=False).close()
    except SoundDeviceMissing:
        print(device, "does not play")
    else:
        print(device, "plays")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="ALSA is Linux's")
def test_a_device_that_is_busy_hides_no_other(tmp_path: Path) -> None:
    """It is there, and cannot be asked for anything; whoever chose it hears the usual one."""
    said = run_on_alsa(EACH_DEVICE, ONE_BUSY, tmp_path)
    assert said.splitlines() == ["Usual plays", "Headset plays", "Busy does not play"]


def test_without_the_library(output: SystemOutput, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "miniaudio", None)
    assert output.devices() == []
    problems: list[ClientError] = []
    said = threading.Event()

    def report(error: ClientError) -> None:
        problems.append(error)
        said.set()

    player = SoundPlayer(output, report)
    player.play(Sound(own_sound(1), own_sound(1), 100, "", 1.0))
    assert said.wait(5)
    player.close()
    assert [type(one) for one in problems] == [NoSoundOutput]


def test_the_problem_has_its_reason() -> None:
    assert NoSoundOutput("no device").reason == "no device"
