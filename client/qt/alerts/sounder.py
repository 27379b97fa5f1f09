"""The sounds of the alerts, as the preferences have them; played by `client.sound.player`."""

import threading
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final, final

from PySide6.QtCore import QObject, QTime, QTimer, Signal

from client import assets
from client.alerts.quiet import is_quiet
from client.config.preferences import SoundPreferences
from client.errors import ClientError
from client.sound.output import Output
from client.sound.player import Sound, SoundPlayer

NAMES: Final = ("first", "second", "third")
PAUSES_S: Final = (2.5, 1.2, 0.4)
"""Between two rounds of the same sound: the more urgent, the shorter."""

_TEST_ENDS_MS = 4000


@cache
def own_sound(which: int) -> Path:
    """The file of one of the three sounds that come with Cornetta, 1 to 3."""
    return assets.root() / "sounds" / f"{NAMES[which - 1]}.wav"


def clock_now() -> str:
    """The time of day here, e.g. "23:05".

    Qt's, which looks up the time zone each time: Python keeps that of the program's start.
    """
    return QTime.currentTime().toString("HH:mm")


@final
class Sounder(QObject):
    """Lets one of the three sounds be heard, or none.

    Attributes:
        muted: the user wants to hear nothing.

    Signals:
        problem(ClientError): something cannot be played; said once.
        muted_changed(bool): the user wants to hear nothing, or something again.
        devices_known(list[str]): what can play; the answer to `ask_devices`.
    """

    problem = Signal(object)
    muted_changed = Signal(bool)
    devices_known = Signal(object)

    def __init__(self, output: Output, preferences: SoundPreferences, parent: QObject) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._time_of_day = clock_now
        self._output = output
        self._player = SoundPlayer(output, self._report)
        self._wanted = 0
        self.muted = False
        self._after_test = QTimer(self, singleShot=True)
        self._after_test.timeout.connect(self._play)

    @property
    def steps(self) -> tuple[int, int, int]:
        """From how many calls on each sound is due."""
        chosen = self._preferences
        return chosen.first_from, chosen.second_from, chosen.third_from

    def want(self, which: int) -> None:
        """Let this sound be heard until another is wanted, 1 to 3; 0 = none."""
        self._wanted = which
        self._play()

    def mute(self, muted: bool) -> None:  # noqa: FBT001 - a slot
        """Be silent whatever comes, or no more.

        It lasts until it is taken back or the program ends: who forgets it overnight would miss
        the next day's calls.
        """
        if muted != self.muted:
            self.muted = muted
            self._play()
            self.muted_changed.emit(muted)

    def toggle_mute(self) -> None:
        """Mute, or let be heard again."""
        self.mute(not self.muted)

    def prefer(self, preferences: SoundPreferences) -> None:
        """Play in another way."""
        if preferences != self._preferences:
            self._preferences = preferences
            self._player.forget_problems()
            self._play()

    def test(self, which: int) -> None:
        """Let a sound be heard once, whether it is quiet hours or not; or say why it cannot be."""
        self._player.forget_problems()
        self._player.play(self._sound(which, pause_s=None))
        self._after_test.start(_TEST_ENDS_MS)

    def ask_devices(self) -> None:
        """Find out what can play, in a thread: a sound server may be slow."""
        threading.Thread(target=self._ask_devices, name="sound devices", daemon=True).start()

    def close(self) -> None:
        """Be silent for good."""
        self._after_test.stop()
        self._player.close()

    def _play(self) -> None:
        if self._wanted and not self.muted and not self._is_quiet():
            self._player.play(self._sound(self._wanted, pause_s=PAUSES_S[self._wanted - 1]))
        elif not self._after_test.isActive():
            self._player.play(None)

    def _is_quiet(self) -> bool:
        chosen = self._preferences
        return is_quiet(self._time_of_day(), chosen.quiet_from, chosen.quiet_until)

    def _sound(self, which: int, *, pause_s: float | None) -> Sound:
        chosen = self._preferences
        files = (chosen.first_file, chosen.second_file, chosen.third_file)
        spare = own_sound(which)
        file = Path(files[which - 1]) if files[which - 1] else spare
        return Sound(file, spare, chosen.volume, chosen.device, pause_s)

    # In other threads, which may only emit; at the end there is nobody to hear it.

    def _ask_devices(self) -> None:
        names = self._output.devices()
        with suppress(RuntimeError):
            self.devices_known.emit(names)

    def _report(self, error: ClientError) -> None:
        with suppress(RuntimeError):
            self.problem.emit(error)
