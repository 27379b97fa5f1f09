"""One SIPp process, and the SIP messages that it sends and receives.

They are read from SIPp's own trace, which comes through a pipe: the same moment, no polling. What a
message means for a call is no business of this file.
"""

import asyncio
import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

from tests.asterisk.sip import SipMessage, read_message
from tests.asterisk.waiting import Changes

_TRACED = re.compile(rb"UDP message (received|sent) [\[(](\d+)\]? bytes\)? ?:\n\n")


class Call(Protocol):
    """What keeps the messages of one Call-ID."""

    messages: list[SipMessage]


CallT = TypeVar("CallT", bound=Call)


class SippDied(Exception):
    """A SIPp process ended by itself; the text is what it wrote to stderr."""


class Sipp(Generic[CallT]):
    """One SIPp process and the calls that it has.

    Attributes:
        calls: By Call-ID, oldest first.
        port: Its UDP port on 127.0.0.1.
    """

    def __init__(self, new_dialog: Callable[[str, "Sipp[CallT]"], CallT]) -> None:
        self.calls: dict[str, CallT] = {}
        self.changes = Changes()
        self.port = 0
        self._new_dialog = new_dialog
        self.process: subprocess.Popen[bytes] | None = None
        self._trace = -1
        self._rest = b""
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115  # lives as long as the process
        self._stopping = False

    def start(self, command: Sequence[str], *arguments: str) -> None:
        """Start SIPp; ``command`` is the program, perhaps with a launcher before it."""
        self._trace, trace = os.pipe()
        self.process = subprocess.Popen(  # noqa: S603  # our own command line
            [
                *("setpriv", "--pdeathsig", "KILL"),  # nothing is left if the tests are killed
                *command,
                *arguments,
                *("-i", "127.0.0.1", "-nostdin", "-timer_resol", "1"),
                # UPDATE is answered beside the scenario: its own step would
                # lose the message that comes with it.
                "-aa",
                # What else no step awaits is traced and ignored: a race must not end the call.
                *("-default_behaviors", "all,-bye,-abortunexp"),
                *("-trace_msg", "-message_file", f"/proc/self/fd/{trace}"),
                *("-trace_err", "-error_file", "/proc/self/fd/2"),
            ],
            pass_fds=[trace],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._stderr,
            start_new_session=True,
        )
        os.close(trace)
        asyncio.get_running_loop().add_reader(self._trace, self._readable)

    def stop(self) -> None:
        """Kill the process; what the PBX thinks of its calls is the PBX's affair."""
        self._stopping = True
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        self._close_trace()
        self._stderr.close()

    @property
    def died(self) -> SippDied | None:
        """The error, if the process ended by itself with a failure."""
        if self._stopping or self.process is None or not self.process.poll():
            return None
        return self._death()

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self.process is not None and self.process.poll() is None

    def _death(self) -> SippDied:
        assert self.process is not None
        self._stderr.seek(0)
        text = self._stderr.read().decode(errors="replace").strip()
        code = self.process.wait()
        return SippDied(f"SIPp at port {self.port} ended with code {code}: {text}")

    def _close_trace(self) -> None:
        if self._trace >= 0:
            asyncio.get_running_loop().remove_reader(self._trace)
            os.close(self._trace)
            self._trace = -1

    def _readable(self) -> None:
        chunk = os.read(self._trace, 65536)
        if not chunk:
            self._close_trace()
            self.changes.broke(self._death())
            return
        self._rest += chunk
        while found := _TRACED.search(self._rest):
            end = found.end() + int(found[2])
            if len(self._rest) < end:
                break
            text = self._rest[found.end() : end].decode("utf-8", "surrogateescape")
            self._rest = self._rest[end:]
            self._take(read_message(text, received=found[1] == b"received"))
        self.changes.changed()

    def _take(self, message: SipMessage) -> None:
        if message.method in ("ANSWER", "REJECT", "FORWARD", "HANGUP", "TRANSFER"):
            return
        call_id = message.header("Call-ID")
        if call_id not in self.calls:
            if message.method != "INVITE":
                return
            self.calls[call_id] = self._new_dialog(call_id, self)
        self.calls[call_id].messages.append(message)
