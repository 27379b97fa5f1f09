"""Decodes sound files and plays them: the one file that knows miniaudio.

QtMultimedia would do it, too, for 430 MB more on the disk. Every call here may block: a sound
server may be slow, or hang. miniaudio is imported at the first use, since nobody may ever hear it.
"""

import time
from array import array
from collections.abc import Callable, Generator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Protocol, final

from client.errors import NoSoundOutput, SoundDeviceMissing, SoundFileUnusable
from client.others_words import system_words
from client.sentence import Sentence

RATE = 44_100
LONGEST_S = 30
"""So much of a file is played; more is not read."""

_PERIOD_MS = 20
"""What is on its way to the loudspeaker cannot be taken back: three periods of this."""

ASKS_WITHIN_S = 1.0
"""A device that is unplugged, or whose sound server ends, asks for no more and says nothing."""

_BYTES = 2  # per frame: one channel of 16 bits
_CHUNK = 4096


class Stream(Protocol):
    """A device that is open and plays."""

    def plays(self) -> bool:
        """Whether the device still asks for more."""

    def silence(self) -> None:
        """Be heard no more, from any thread, without waiting."""

    def close(self) -> None:
        """Give the device back."""


class Output(Protocol):
    """What can play."""

    def devices(self) -> list[str]:
        """The names of the devices; none if that cannot be asked."""

    def load(self, file: Path) -> "array[int]":
        """Decode a file.

        Raises:
            SoundFileUnusable: it is missing, or no sound.
            NoSoundOutput: this computer plays no sound.
        """

    def play(self, frames: "array[int]", *, device: str, repeat: bool) -> Stream:
        """Play the frames, and again if `repeat`. "" = the system's own device.

        Raises:
            SoundDeviceMissing: there is no device of this name now, or it does not play.
            NoSoundOutput: this computer plays no sound.
        """


@final
class SystemOutput:
    """The system's sound.

    Args:
        backends: names of miniaudio's backends; by default those of the system. "NULL" plays
            nothing, and is content.
    """

    def __init__(self, *backends: str) -> None:
        self._names = backends

    def devices(self) -> list[str]:
        """See Output."""
        try:
            miniaudio = _library()
        except NoSoundOutput:
            return []
        try:
            return [str(one["name"]) for one in self._playbacks()]
        except (miniaudio.MiniaudioError, UnicodeDecodeError):
            return []

    def load(self, file: Path) -> "array[int]":
        """See Output."""
        miniaudio = _library()
        frames = array("h")
        try:
            with file.open("rb"):  # says why not, which miniaudio does not
                pass
            chunks = miniaudio.stream_file(
                str(file), nchannels=1, sample_rate=RATE, frames_to_read=_CHUNK
            )
            for chunk in chunks:
                frames.extend(chunk)
                if len(frames) >= LONGEST_S * RATE:
                    break
        except OSError as error:
            raise SoundFileUnusable(str(file), system_words(error)) from error
        except (miniaudio.MiniaudioError, UnicodeError, ValueError) as error:
            raise SoundFileUnusable(str(file), Sentence("no sound that can be played")) from error
        if not frames:
            raise SoundFileUnusable(str(file), Sentence("no sound that can be played"))
        return frames

    def play(self, frames: "array[int]", *, device: str, repeat: bool) -> Stream:
        """See Output."""
        try:
            return _MiniaudioStream(self._open(device), frames, repeat=repeat)
        except (_library().MiniaudioError, UnicodeDecodeError) as error:
            if device:  # another program may have it; the system's own may work all the same
                raise SoundDeviceMissing(device) from error
            raise NoSoundOutput(str(error)) from error

    def _backends(self) -> list[object]:
        return [_library().Backend[name] for name in self._names]

    def _playbacks(self) -> list[dict[str, object]]:
        class Devices(_library().Devices):  # type: ignore[misc]  # the module has no types
            """Asks no device for its formats: one that is busy would hide all others."""

            def _get_info(self, *_device: object) -> dict[str, object]:
                return {}

        found: list[dict[str, object]] = Devices(self._backends()).get_playbacks()
        return found

    def _open(self, device: str) -> "_Device":
        backends, found = self._backends(), None
        if device:
            playbacks = self._playbacks()
            found = next((one["id"] for one in playbacks if one["name"] == device), None)
            if found is None:
                raise SoundDeviceMissing(device)
        opened: _Device = _device_class()(
            nchannels=1,
            sample_rate=RATE,
            buffersize_msec=_PERIOD_MS,
            device_id=found,
            backends=backends,
            app_name="Cornetta",
        )
        return opened


class _Device(Protocol):
    def start(self, source: Generator[bytes, int, None]) -> None: ...

    def close(self) -> None: ...


@final
class _MiniaudioStream:
    def __init__(self, device: _Device, frames: "array[int]", *, repeat: bool) -> None:
        self._device = device
        self._silent = False
        self._asked_at = time.monotonic()
        source = self._feed(memoryview(frames).cast("B"), repeat=repeat)
        next(source)
        try:
            device.start(source)
        except BaseException:
            device.close()
            raise

    def plays(self) -> bool:
        return time.monotonic() - self._asked_at < ASKS_WITHIN_S

    def silence(self) -> None:
        self._silent = True

    def close(self) -> None:
        self._silent = True
        self._device.close()

    def _feed(self, sound: memoryview, *, repeat: bool) -> Generator[bytes, int, None]:
        """Give the device's own thread what it asks for next."""
        at, wanted = 0, (yield b"")
        while True:
            self._asked_at = time.monotonic()
            size = wanted * _BYTES
            if self._silent:
                wanted = yield bytes(size)
                continue
            piece = bytes(sound[at : at + size])
            at += size
            while repeat and len(piece) < size:
                at = size - len(piece)
                piece += bytes(sound[:at])
            wanted = yield piece.ljust(size, b"\0")


@cache
def _device_class() -> Callable[..., "_Device"]:
    """A device of miniaudio that gives all back: its own keeps the connection to the sound server.

    A server has room for some 60 of them, of all programs; each takes five files.
    """

    class Device(_library().PlaybackDevice):  # type: ignore[misc]  # the module has no types
        _context = None

        def close(self) -> None:
            super().close()
            context, self._context = self._context, None
            if context is not None:
                _library().lib.ma_context_uninit(context)

    return Device


def _library() -> ModuleType:
    try:
        import miniaudio  # noqa: PLC0415 - see the module's docstring
    except (ImportError, OSError) as error:  # a package without it, a system without its library
        raise NoSoundOutput(str(error)) from error
    _hush_alsa()
    module: ModuleType = miniaudio
    return module


@cache
def _hush_alsa() -> None:
    """Keep ALSA from writing what it does not find, 20 lines a device; we say it in one."""
    import ctypes  # noqa: PLC0415 - nobody may ever hear a sound

    try:
        alsa, libc = ctypes.CDLL("libasound.so.2"), ctypes.CDLL(None)
        # Any function of C that heeds no arguments will do; one of ours would wait for Python.
        alsa.snd_lib_error_set_handler(ctypes.cast(libc.getpid, ctypes.c_void_p))
    except (OSError, AttributeError, TypeError):  # no ALSA here
        return
