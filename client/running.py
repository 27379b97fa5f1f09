"""The window that runs already, as another start of `cornetta` meets it.

It listens on a local socket that only this user can open, and answers one question for each
connection: show yourself, or take a call. Lines of JSON:

    window  {"cornetta": 1}                                 its event loop lives
    other   {"who": "/home/...", "given": {...}, "want": "show", "token": "..."}
            {"who": "/home/...", "given": {...}, "want": "pickup", "target": {"group": "501"}}
    window  {"shown": true}
            {"told": [exit code, sentence, JSON line]}      how the pickup ended
            {"declined": "why"}                             nothing was done

"who" is the settings' file, or the demo's window; "given" are the settings that command line or
environment set. A window of others declines. They and the display also make the name of the
socket, so that windows of different settings, and of the same on two desktops, run side by side. A
pickup may go to the window on another display, whose link is as good. "token" is the desktop's word
that the user wants to see the window.

This must stay cheap to import, as a hotkey starts with it: no Qt, no asyncio, no msgspec.
"""

import json
import os
import socket
import stat
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, suppress
from itertools import chain
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from client.command_result import CommandResult
from client.config.settings_names import default_path, given

PROTOCOL = 1
MOST_BYTES = 65_536
"""No line is longer."""

GREETING_S = 1.0
"""A window that lets one wait longer hangs; nothing was asked of it by then."""
SHOW_S = 3.0
START_S = 5.0
"""A window that has the right to listen does so within this time."""
PICKUP_S = 90.0
"""Longer than any phone may take to answer."""

_LONGEST_PATH = 100
"""What a socket's address can hold, and some room for the name that it is made under."""

Json = dict[str, object]


class HandedOver(Exception):
    """The window was asked for a pickup and did not say how it ended: it may yet happen."""


class Claim(NamedTuple):
    """The right to be the one window of a socket's name, until the process ends.

    Attributes:
        address: where to listen; nobody else does, though a file of a crashed window may be
            there. "" = nowhere.
        who, given: as in a question for this window.
        lock: the file's handle that holds it; the system lets go of it, however the process ends.
    """

    address: str = ""
    who: str = ""
    given: Mapping[str, object] = {}
    lock: int | None = None


NOWHERE = Claim()


class Place:
    """Where the window of these settings is found, and one that has all of them from its file.

    Args:
        options: from the command line, by the settings' names; "demo" means the demo's window.
    """

    def __init__(self, options: Mapping[str, object], environ: Mapping[str, str]) -> None:
        demo = options.get("demo")
        self.given = {} if demo else given(options, environ)
        settings = default_path(environ)
        with suppress(OSError):  # the working directory is gone
            settings = settings.absolute()
        self.who = f"{'demo ' if demo else ''}{settings}"
        names = [_name(self.who, self.given)]
        if self.given:
            names.append(_name(self.who, {}))
        self._names = tuple(f"{name}-" for name in names)
        self._folder = _folder(environ)
        display = environ.get("WAYLAND_DISPLAY") or environ.get("DISPLAY") or ""
        display = display.removesuffix(".0")  # ":0.0" is ":0"
        found = [_address(self._folder, f"{name}{_crc(display)}") for name in self._names]
        self._addresses = [address for address in found if address]
        self._token = environ.get("XDG_ACTIVATION_TOKEN")

    def show(self) -> bool:
        """Raise the window; False without one that can."""
        question: Json = {"want": "show", "token": self._token}
        try:
            return self._ask(question, SHOW_S, self._addresses) is not None
        except HandedOver:
            return False

    def pick_up(self, target: Mapping[str, str]) -> CommandResult | None:
        """Let the window take a call, and wait for the end.

        Args:
            target: {"group": N}, {"exten": N}, {"call": ID}; {} for the most recent of all.

        Returns:
            None when no window could: nothing has been sent to the PBX.

        Raises:
            HandedOver: it is not known how it ended. It must not be asked again.
        """
        question: Json = {"want": "pickup", "target": target}
        answer = self._ask(question, PICKUP_S, chain(self._addresses, self._elsewhere()))
        if answer is None:
            return None
        match answer.get("told"):
            case [int(code), str(words), str(line)]:
                return CommandResult(code, words, line)
            case _:
                raise HandedOver

    def claim_or_show(self) -> Claim | None:
        """Become the one window; None when there is one, which has been raised."""
        until = time.monotonic() + START_S
        while True:
            if self.show():
                return None
            claim = self.claim()
            if claim is not None:
                return claim
            if time.monotonic() > until:  # it hangs: better two windows than none
                return NOWHERE
            time.sleep(0.02)

    def claim(self) -> Claim | None:
        """Become the one window; None when there is one. It may be about to listen, or hang."""
        if not self._addresses:
            return NOWHERE
        address = self._addresses[0]
        from client import file_lock  # noqa: PLC0415 - for a window alone

        try:
            lock = file_lock.take(_lock_file(address))
        except OSError:  # the disk is full: a window that nobody reaches is one, too
            return NOWHERE
        return None if lock is None else Claim(address, self.who, self.given, lock)

    def _elsewhere(self) -> Iterator[str]:
        """Where the windows of other displays listen; looked up when it is asked for."""
        for path in Path(self._folder).iterdir() if self._folder else ():
            if path.name.startswith(self._names) and str(path) not in self._addresses:
                yield str(path)

    def _ask(self, question: Json, limit_s: float, addresses: Iterable[str]) -> Json | None:
        """Ask the first that does not decline; None when there is none.

        Raises:
            HandedOver: it was asked, and no answer came.
        """
        for address in addresses:
            peer = _connect(address)
            if peer is None:
                continue
            try:
                peer.sendall(json_line({"who": self.who, "given": self.given, **question}))
            except OSError:  # it may have read half of it: no question without its end
                peer.close()
                continue
            try:
                answer = _read(peer, limit_s)
            except (OSError, ValueError):
                raise HandedOver from None
            finally:
                peer.close()
            if "declined" not in answer:
                return answer
        return None


if sys.platform == "win32":
    import _winapi

    class _Peer:
        """A named pipe of Windows as a socket. No test runs it; tried in Wine.

        Whoever listens there may learn who we are, but not act in our name.
        """

        _IDENTIFY_ONLY = 0x0011_0000  # SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION

        def __init__(self, address: str) -> None:
            self._handle = _winapi.CreateFile(
                address,
                _winapi.GENERIC_READ | _winapi.GENERIC_WRITE,
                0,
                0,
                _winapi.OPEN_EXISTING,
                _winapi.FILE_FLAG_OVERLAPPED | self._IDENTIFY_ONLY,
                0,
            )
            self.settimeout(GREETING_S)

        def settimeout(self, limit_s: float) -> None:
            """From now on wait no longer than this."""
            self._limit_ms = int(limit_s * 1000)

        def sendall(self, data: bytes) -> None:
            """Write all of it."""
            self._finish(_winapi.WriteFile(self._handle, data, overlapped=True)[0])

        def recv(self, most_bytes: int) -> bytes:
            """Read what there is, or will be."""
            reading, _ = _winapi.ReadFile(self._handle, most_bytes, overlapped=True)
            self._finish(reading)
            return bytes(reading.getbuffer() or b"")

        def _finish(self, begun: _winapi.Overlapped) -> None:
            waited = _winapi.WaitForSingleObject(begun.event, self._limit_ms)
            if waited == _winapi.WAIT_TIMEOUT:
                begun.cancel()
            begun.GetOverlappedResult(True)
            if waited == _winapi.WAIT_TIMEOUT:
                raise TimeoutError

        def close(self) -> None:
            """Let go of it."""
            _winapi.CloseHandle(self._handle)

else:
    _Peer = socket.socket


def _connect(address: str) -> _Peer | None:
    """Reach a window that lives; None when there is none."""
    with ExitStack() as failed, suppress(OSError, ValueError):
        if sys.platform == "win32":
            peer = _Peer(address)
            failed.callback(peer.close)
        else:
            peer = failed.enter_context(_Peer(socket.AF_UNIX))
            peer.settimeout(GREETING_S)
            peer.connect(address)  # refused: by the file of one that has crashed
        if _read(peer, GREETING_S).get("cornetta") == PROTOCOL:
            failed.pop_all()
            return peer
    return None


def _read(peer: _Peer, limit_s: float) -> Json:
    """Read one line.

    Raises:
        OSError: it did not come in time, or the peer has gone.
        ValueError: it is not a JSON object.
    """
    until, data = time.monotonic() + limit_s, b""
    while not data.endswith(b"\n"):
        left = until - time.monotonic()
        if left <= 0 or len(data) > MOST_BYTES:
            raise TimeoutError
        peer.settimeout(left)
        piece = peer.recv(MOST_BYTES)
        if not piece:
            raise ConnectionError
        data += piece
    answer = json.loads(data)
    if not isinstance(answer, dict):
        raise ValueError(answer)  # noqa: TRY004 - JSON that is none of ours
    return answer


def json_line(value: Json) -> bytes:
    """A message of the protocol."""
    return json.dumps(value).encode() + b"\n"


def _name(who: str, given_settings: Mapping[str, object]) -> str:
    # A window that is met by chance declines. hashlib would be slow to load.
    return _crc(json.dumps([who, given_settings]))


def _crc(text: str) -> str:
    return f"{crc32(os.fsencode(text)):08x}"


def _address(folder: str, name: str) -> str:
    """Where a window listens; "" where none can."""
    if sys.platform == "win32":
        return rf"\\.\pipe\cornetta-{os.environ.get('USERNAME', '')}-{name}"
    address = f"{folder}/{name}"
    return address if folder and len(os.fsencode(address)) <= _LONGEST_PATH else ""


def _lock_file(address: str) -> str:
    """The file that the one window of an address holds."""
    if sys.platform == "win32":
        import tempfile  # noqa: PLC0415 - for a window alone

        return str(Path(tempfile.gettempdir(), f"{Path(address).name}.lock"))
    return f"{address}.lock"


def _folder(environ: Mapping[str, str]) -> str:
    """The folder of this user's sockets, made if missing; "" when there is no safe one."""
    if sys.platform == "win32":
        return ""
    runtime, home = environ.get("XDG_RUNTIME_DIR"), environ.get("HOME")
    if _is_own(runtime):  # `sudo -E` leaves us another user's
        return _made(f"{runtime}/cornetta")
    # In a folder of all users somebody else may have been first.
    shared = environ.get("TMPDIR") or "/tmp"  # noqa: S108 - it is checked
    own = _made(f"{shared}/cornetta-{os.getuid()}")
    return own or (_made(f"{home}/.cornetta") if _is_own(home) else "")


def _is_own(folder: str | None) -> bool:
    try:
        return folder is not None and Path(folder).stat().st_uid == os.getuid()
    except OSError:
        return False


def _made(folder: str) -> str:
    """Make it if it is missing; "" if others can enter it, or made it."""
    try:
        with suppress(FileExistsError):
            Path(folder).mkdir(mode=0o700)
        found = os.lstat(folder)
    except OSError:
        return ""
    safe = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077
    return folder if safe else ""
