"""The player's thread: the last wish counts, nobody waits, and what cannot be played falls back."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from client.errors import ClientError, NoSoundOutput, SoundDeviceMissing, SoundFileUnusable
from client.qt.alerts.sounder import NAMES, own_sound
from client.sound import player as players
from client.sound.player import Sound, SoundPlayer
from tests.integration.fake_output import FakeOutput

FIRST = Sound(own_sound(1), own_sound(1), 100, "", 1.0)
SECOND = replace(FIRST, file=own_sound(2), spare=own_sound(2))


@pytest.fixture
def output() -> FakeOutput:
    return FakeOutput()


@pytest.fixture
def problems() -> list[ClientError]:
    return []


@pytest.fixture
def player(output: FakeOutput, problems: list[ClientError]) -> Iterator[SoundPlayer]:
    made = SoundPlayer(output, problems.append)
    yield made
    output.hangs.set()
    made.close()
    assert made._thread is None or not _alive(made._thread)


def _alive(thread: threading.Thread) -> bool:
    thread.join(5)
    return thread.is_alive()


def wait(condition: Callable[[], object]) -> None:
    ends = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < ends
        threading.Event().wait(0.002)


def test_one_sound_after_the_other_and_silence(player: SoundPlayer, output: FakeOutput) -> None:
    player.play(FIRST)
    wait(lambda: output.heard == ["first.wav"])
    assert output.streams[0].repeat
    player.play(SECOND)
    wait(lambda: output.heard == ["second.wav"])
    player.play(None)
    assert output.heard == []  # at once: nobody waited for the thread
    assert [one.name for one in threading.enumerate()].count("sound") == 1


def test_silence_while_the_sound_server_hangs(player: SoundPlayer, output: FakeOutput) -> None:
    output.hangs.clear()
    player.play(FIRST)
    wait(lambda: output.loaded == "first.wav")
    player.play(None)
    output.hangs.set()
    wait(lambda: output.streams and output.heard == [])
    player.play(SECOND)
    wait(lambda: output.heard == ["second.wav"])
    player.play(None)
    player.play(None)
    assert output.heard == []


@pytest.mark.parametrize("name", ["missing.wav", "second.wav"])
def test_a_file_that_cannot_be_played_falls_back_and_is_said_once(
    player: SoundPlayer, output: FakeOutput, problems: list[ClientError], name: str
) -> None:
    output.broken = {name}
    own = replace(FIRST, file=own_sound(2).with_name(name))
    for _ in range(2):
        player.play(own)
        wait(lambda: output.heard == ["first.wav"])
        player.play(replace(own, volume=50))
        wait(lambda: output.streams[-1].level == 250)
        player.play(None)
    [problem] = problems
    assert isinstance(problem, SoundFileUnusable)
    assert problem.path.endswith(name)
    player.forget_problems()
    player.play(own)
    wait(lambda: len(problems) == 2)


def test_where_no_file_can_be_played_the_next_sound_can(
    player: SoundPlayer, output: FakeOutput, problems: list[ClientError]
) -> None:
    output.broken = {"first.wav"}
    player.play(FIRST)
    wait(lambda: problems)
    player.play(SECOND)
    wait(lambda: output.heard == ["second.wav"])


def test_a_device_that_is_gone_falls_back_and_is_said_once(
    player: SoundPlayer, output: FakeOutput, problems: list[ClientError]
) -> None:
    player.play(replace(FIRST, device="Headset"))
    wait(lambda: output.heard and output.streams[-1].device == "Headset")
    player.play(replace(FIRST, device="Gone"))
    wait(lambda: output.heard and output.streams[-1].device == "")
    player.play(replace(SECOND, device="Gone"))
    wait(lambda: output.heard == ["second.wav"])
    assert [type(problem) for problem in problems] == [SoundDeviceMissing]


def test_a_headset_that_is_unplugged_while_it_rings(
    player: SoundPlayer,
    output: FakeOutput,
    problems: list[ClientError],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(players, "LOOKS_EVERY_S", 0.01)
    sound = replace(FIRST, device="Headset")
    player.play(sound)
    wait(lambda: output.heard)
    player.play(sound)  # it goes on
    wait(lambda: output.streams[0].looked_at > 2)
    assert (len(output.streams), output.heard) == (1, ["first.wav"])
    output.names.remove("Headset")
    output.streams[0].unplugged = True
    wait(lambda: len(output.streams) == 2)
    assert output.streams[1].device == ""
    assert output.streams[0].silent
    assert [type(problem) for problem in problems] == [SoundDeviceMissing]
    player.play(None)
    assert output.heard == []


def test_a_sound_server_that_comes_while_it_rings(
    player: SoundPlayer,
    output: FakeOutput,
    problems: list[ClientError],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(players, "LOOKS_EVERY_S", 0.01)
    output.works = False
    player.play(FIRST)
    wait(lambda: problems)
    output.works = True
    wait(lambda: output.heard == ["first.wav"])
    assert len(problems) == 1


def test_a_computer_without_sound_says_so_once(
    player: SoundPlayer, output: FakeOutput, problems: list[ClientError]
) -> None:
    output.works = False
    player.play(FIRST)
    wait(lambda: problems)
    player.play(SECOND)
    player.play(replace(SECOND, device="Gone"))
    wait(lambda: len(problems) == 2)
    assert [type(one) for one in problems] == [NoSoundOutput, SoundDeviceMissing]
    output.works = True
    player.play(FIRST)
    wait(lambda: output.heard == ["first.wav"])


def test_once_is_once(player: SoundPlayer, output: FakeOutput) -> None:
    once = replace(FIRST, pause_s=None)
    player.play(once)
    wait(lambda: output.streams)
    assert not output.streams[0].repeat
    wait(lambda: output.heard == [])
    player.play(once)
    wait(lambda: len(output.streams) == 2)


def test_nothing_is_heard_after_the_end(output: FakeOutput) -> None:
    player = SoundPlayer(output, list[ClientError]().append)
    player.play(FIRST)
    wait(lambda: output.heard)
    player.close()
    assert output.heard == []
    player.play(FIRST)
    assert player._thread is not None
    assert not _alive(player._thread)
    assert output.heard == []


def test_each_sound_comes_with_the_program() -> None:
    assert [own_sound(which).name for which in (1, 2, 3)] == [f"{name}.wav" for name in NAMES]
    assert all(Path(own_sound(which)).is_file() for which in (1, 2, 3))
