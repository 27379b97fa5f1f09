"""The softphone beside Cornetta: it dials a pickup code, and the PBX decides what that takes.

For accounts that may not ring a phone. Knows nothing of AMI, and starts no shell.
"""

import asyncio
import os
import shlex
import shutil
import subprocess
import sys
from urllib.parse import quote

from client.calls.call import Leg
from client.calls.choice import Code
from client.config.credentials import ADMIN_VARIABLE, VARIABLE
from client.errors import ActionRejected
from client.others_words import known, system_words
from client.sentence import untranslated
from client.threads import call_in_thread

SYSTEM = "system"
"""The value of the setting that means: whatever the system opens a sip: address with."""

NONE = "none"
"""The value of the setting that means: there is no softphone."""

STARTED_WITHIN_S = 2.0
"""How long a program is watched for a failure; one that runs on may be the softphone itself."""

_OPENERS = {"darwin": "open", "win32": "rundll32 url.dll,FileProtocolHandler"}


def is_installed(command: str) -> bool:
    """Whether the program is there that the setting `softphone` names."""
    try:
        argv = _words(_opener() if command == SYSTEM else command)
    except ValueError:
        return False
    return bool(argv) and shutil.which(argv[0]) is not None


def _opener() -> str:
    return _OPENERS.get(sys.platform, "xdg-open")


def _words(command: str) -> list[str]:
    """Split it as a shell does, but on Windows a backslash is part of a path.

    Raises:
        ValueError: a quotation has no end.
    """
    words = shlex.shlex(command, posix=True)
    words.whitespace_split, words.commenters = True, ""
    if sys.platform == "win32":
        words.escape = ""
    return list(words)


class Softphone:
    """Implements `client.pickup.service.Phone`.

    Args:
        command: what to start, with {address} (sip:**501@pbx) or {number} (**501) in it; without
            either the address comes last. SYSTEM, or NONE.
        host: the PBX, as in the address.
        service_code: what is dialled before the number.
    """

    own_channel = False
    is_checked = dials = True

    def __init__(self, command: str, host: str, service_code: str) -> None:
        self._command = command
        self._host = host
        self._service_code = service_code

    async def ring(self, channel_id: str, wanted: Leg | Code) -> None:  # noqa: ARG002 - its own
        """Hand the code over.

        Raises:
            ActionRejected: the program does not start.
        """
        assert isinstance(wanted, Code), "it cannot name a leg"  # noqa: S101 - see own_channel
        argv = self._argv(self._service_code + wanted.dialled)
        if not argv:
            raise ActionRejected("Originate", known("Permission denied"))
        # A thread that nobody waits for: the program may be the softphone itself, and outlive us.
        ended, _ = call_in_thread(lambda: _run(argv), name="softphone")
        try:
            code = await asyncio.wait_for(asyncio.shield(ended), STARTED_WITHIN_S)
        except TimeoutError:
            return
        except OSError as error:
            raise ActionRejected(
                argv[0], untranslated(f"Permission denied: {system_words(error)}")
            ) from error
        if code:
            raise ActionRejected(argv[0], untranslated(f"Permission denied: it ends with {code}"))

    def hang_up(self, channel_id: str) -> None:
        """What a softphone dials is the user's own to end."""

    def _argv(self, number: str) -> list[str]:
        command = self._command
        if command == NONE:
            return []
        if command == SYSTEM:
            command = _opener()
        host = f"[{self._host}]" if ":" in self._host else self._host
        address = f"sip:{quote(number, safe='*')}@{host}"
        try:
            argv = _words(command)
        except ValueError as error:
            raise ActionRejected(
                "softphone", untranslated(f"Permission denied: {error}")
            ) from error
        filled = [part.replace("{address}", address).replace("{number}", number) for part in argv]
        return filled if filled != argv or not argv else [*argv, address]


def _run(argv: list[str]) -> int:
    """Start a program and wait for its end."""
    quiet = subprocess.DEVNULL
    return subprocess.run(  # noqa: S603 - the user's own command, and no shell
        argv,
        stdin=quiet,
        stdout=quiet,
        stderr=quiet,
        env=_environ_of_others(),
        start_new_session=True,
        check=False,
    ).returncode


def _environ_of_others() -> dict[str, str]:
    """Our environment without our secrets: the program may run for days, and start others.

    Nor does it hear where the one-folder program keeps its libraries, which would take the place
    of its own.
    """
    environ = {k: v for k, v in os.environ.items() if k not in (VARIABLE, ADMIN_VARIABLE)}
    if hasattr(sys, "_MEIPASS"):
        for name in ("LD_LIBRARY_PATH", "QT_PLUGIN_PATH", "QML2_IMPORT_PATH"):
            environ.pop(name, None)
            # PyInstaller keeps the user's own so, where it keeps it.
            if (own := environ.pop(f"{name}_ORIG", None)) is not None:
                environ[name] = own
    return environ
