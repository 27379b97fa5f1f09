"""A real Asterisk with an office of real SIP phones, started and driven by a test.

The office is in ``config/``: who sits where, which groups there are, what each extension does.
Nothing here waits by sleeping for a while, and nothing outlives the ``async with``.

    async with Lab() as lab:
        phone = await lab.phone("101")
        caller = await lab.call("101", name="First Caller", number="0455551234")
        call = await phone.next_call()
        await call.answer()
        await lab.talking(caller, call)

``python -m tests.asterisk.lab`` starts one for a person to play with.
"""

import asyncio
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from client.cli.arguments import read
from client.provision.files import provision
from tests.asterisk.documentation import write_data
from tests.asterisk.observer import Channel, Observer, Refused
from tests.asterisk.phones import (
    Caller,
    Codec,
    Dialog,
    Obeys,
    Phone,
    PhoneCall,
    RingsWith,
    place_call,
)
from tests.asterisk.sip import Party
from tests.asterisk.waiting import LIMIT_S, Changes, NotSeen
from tests.certificates import write_certificates
from tests.skips import AsteriskBinaries, find_asterisk

if TYPE_CHECKING:
    from tests.asterisk.sipp import Sipp

TEMPLATES = Path(__file__).with_name("config")
# Files that Asterisk misses aloud; empty ones are enough.
EMPTY = ["acl", "ccss", "cdr", "cel", "features", "pjproject", "queuerules", "rtp", "udptl"]
GROUPS = {"501": "Support", "502": "Sales"}
UDP_PORTS = range(31_001, 32_768)
"""None of those that Linux gives to whoever asks for any, as a starting Asterisk does for itself,
nor of Asterisk's RTP below them."""
START_LIMIT_S = 10.0
STOP_LIMIT_S = 5.0


class Lab:
    """One Asterisk, its phones and its callers; ``async with`` starts and ends them.

    Attributes:
        ami_port: AMI on 127.0.0.1, plain.
        ami_tls_port: AMI over TLS; its certificate is for localhost and 127.0.0.1.
        sip_port: SIP over UDP.
        ca_file: The authority that signed the certificate; nobody knows it unless told.
        folder: Everything that this Asterisk writes is there.
        phones: Those that are switched on, by endpoint.
        observer: An ``admin`` AMI connection that has seen everything since the start.
    """

    def __init__(
        self, *, channelvars: bool = True, binaries: AsteriskBinaries | None = None
    ) -> None:
        """Prepare a lab; nothing runs yet.

        Args:
            channelvars: Whether the PBX sends the groups of a channel in its events.
            binaries: Where Asterisk and SIPp are; None looks for them.

        Raises:
            AsteriskUnavailable: There is none, and why.
        """
        self._binaries = binaries or find_asterisk()
        self._channelvars = channelvars
        self._reserved: dict[str, socket.socket] = {}
        self._kept: list[socket.socket] = []
        self._sipps: list[Sipp[Any]] = []
        self._observers: list[Observer] = []
        self.phones: dict[str, Phone] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self.observer = Observer()
        self.folder = Path(tempfile.mkdtemp(prefix="cornetta-lab-"))
        self.ca_file = self.folder / "tls" / "ca.pem"
        self.ami_port = self._keep_tcp_port()
        self.ami_tls_port = self._keep_tcp_port()
        self.sip_port = self._reserve("sip")
        self._write_config()

    async def __aenter__(self) -> Self:
        try:
            await self.start()
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(self, _kind: object, error: object, _traceback: object) -> None:
        died = [sipp.died for sipp in self._sipps if sipp.died is not None]
        await self.close()
        if died and error is None:
            raise died[0]

    async def start(self) -> None:
        """Start Asterisk, the first time or again on the same ports, and wait until it is ready."""
        if "sip" in self._reserved:
            self._reserved.pop("sip").close()
        with (self.folder / "output").open("ab") as output:
            self._process = subprocess.Popen(  # noqa: ASYNC220, S603  # our own command line
                [
                    *("setpriv", "--pdeathsig", "KILL"),  # nothing is left if the tests are killed
                    *self._binaries.asterisk,
                    *("-C", str(self.folder / "etc" / "asterisk.conf"), "-f"),
                ],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        try:
            async with asyncio.timeout(START_LIMIT_S):
                # Nobody tells when it starts to listen.
                while not await self._logged_in():  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
                await self.observer.event(
                    lambda event: event["Event"] == "FullyBooted", limit_s=START_LIMIT_S
                )
        except TimeoutError:
            raise AssertionError(f"Asterisk is not up:\n{self.log_text()}") from None
        await self._name_groups()

    async def stop(self) -> None:
        """Stop Asterisk as an administrator would; phones and callers live on."""
        await self._end(signal.SIGTERM)

    async def kill(self) -> None:
        """Let Asterisk die at once, as a power cut would."""
        await self._end(signal.SIGKILL)

    async def restart(self) -> None:
        """Stop and start it, for changes that a reload does not make."""
        await self.stop()
        await self.start()

    async def console(self, *commands: str) -> None:
        """Run commands of its console, as `dialplan reload`."""
        for command in commands:
            await self.observer.action("Command", Command=command)

    def change(self, file: str, *changes: tuple[str, str], more: str = "") -> None:
        """Put other texts into a file of its configuration, and more at its end.

        Args:
            file: Its name in the folder ``etc``.
            changes: What stands there, and what is to stand in all such places.
            more: Whole lines.
        """
        path = self.folder / "etc" / file
        text = path.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path.write_text(f"{text}\n{more}" if more else text, encoding="utf-8")

    async def let_each_account_log_in_only_once(self) -> None:
        """Start anew with `allowmultiplelogin = no`; a reload does not make it so."""
        self.change("manager.conf", ("[general]", "[general]\nallowmultiplelogin = no"))
        await self.restart()

    async def close(self) -> None:
        """End everything and remove the folder."""
        try:
            for observer in self._observers:
                await observer.close()
            await self._end(signal.SIGKILL)
        finally:  # on a busy machine it may take too long to die
            for sipp in self._sipps:
                sipp.stop()
            for reserved in (*self._reserved.values(), *self._kept):
                reserved.close()
            self._reserved.clear()
            shutil.rmtree(self.folder, ignore_errors=True)

    def log_text(self) -> str:
        """Return all that Asterisk has logged and printed."""
        files = (self.folder / "output", self.folder / "log" / "messages")
        return "".join(file.read_text(errors="replace") for file in files if file.exists())

    def switched_off(self) -> list[str]:
        """Return the endpoints whose phones are not switched on."""
        return [name.removeprefix("phone ") for name in self._reserved if "phone " in name]

    async def phone(
        self,
        endpoint: str,
        *,
        rings_with: RingsWith = "180",
        obeys: Obeys = "Call-Info",
        codec: Codec = "ulaw",
    ) -> Phone:
        """Switch on the phone of an endpoint; before that, whoever calls it gets no reply at all.

        Args:
            endpoint: A section of ``config/pjsip.conf``.
            rings_with: What it replies first to a call.
            obeys: The header by which it lets itself be made to answer.
            codec: The only one that it has.
        """
        reserved = self._reserved.pop(f"phone {endpoint}")
        port = reserved.getsockname()[1]
        reserved.close()
        phone = self.phones[endpoint] = Phone(endpoint)
        self._sipps.append(phone.sipp)
        await phone.start(
            self._binaries.sipp,
            port,
            self.sip_port,
            rings_with=rings_with,
            obeys=obeys,
            codec=codec,
        )
        return phone

    async def call(
        self,
        exten: str,
        *,
        name: str = "",
        number: str = "",
        from_desk: str = "",
        withheld: bool = False,
        replaces: str = "",
        codec: Codec = "ulaw",
    ) -> Caller:
        """Call an extension or a code, from outside or from a desk; returns when the INVITE is out.

        Args:
            exten: What is dialled.
            name: The caller's display name, "" for none; any text.
            number: The caller's number, "" for none. From outside: no endpoint's name.
            from_desk: The endpoint that calls; its own name and number are then shown.
            withheld: The network knows name and number, the called party must not (RFC 3325).
            replaces: Whose place it takes, as of ``PhoneCall``.
            codec: The only one that the caller has.
        """
        caller = Party(name=name, number=from_desk or number)
        sipp, dialog = await place_call(
            self._binaries.sipp,
            self.sip_port,
            exten,
            caller,
            withheld=withheld,
            replaces=replaces,
            codec=codec,
        )
        self._sipps.append(sipp)
        return dialog

    async def uniqueid(self, call: Dialog) -> str:
        """Wait for the channel that a phone's call or a caller has now, and return its Uniqueid.

        It is asked of the PBX by SIP Call-ID, since a pickup swaps names and ids between channels.
        """
        async with asyncio.timeout(5):
            while True:
                for channel in list(self.observer.channels.values()):
                    if not channel.name.startswith("PJSIP/"):
                        continue
                    try:
                        response = await self.observer.action(
                            "Getvar",
                            Channel=channel.uniqueid,
                            Variable="CHANNEL(pjsip,call-id)",
                        )
                    except Refused:
                        continue  # it has gone meanwhile
                    if response["Value"] == call.call_id:
                        return channel.uniqueid
                await asyncio.sleep(0.01)  # SIP tells sooner, and a pickup may be swapping channels

    async def talk(
        self, exten: str, at: str, *, name: str = "", number: str = "", from_desk: str = ""
    ) -> tuple[Caller, PhoneCall]:
        """Call an extension, let the phone that is on at an endpoint answer, and both talk."""
        caller = await self.call(exten, name=name, number=number, from_desk=from_desk)
        call = await self.phones[at].next_call()
        await call.answer()
        await self.talking(caller, call)
        return caller, call

    async def talking(self, one: Dialog, other: Dialog) -> None:
        """Wait until those two calls, and they alone, are bridged with each other."""
        first, second = await self.uniqueid(one), await self.uniqueid(other)
        await self.observer.until(
            lambda: self.observer.bridged_with(first) == {second}, f"{first} talking with {second}"
        )

    async def set_connected_line(self, uniqueid: str, name: str, number: str) -> None:
        """Tell a leg late who calls: what a look-up in a database does on a real PBX."""
        for variable, value in (
            ("CONNECTEDLINE(name,i)", name),
            ("CONNECTEDLINE(num)", number),
        ):
            await self.observer.action("Setvar", Channel=uniqueid, Variable=variable, Value=value)

    async def hang_up_all(self) -> None:
        """Hang up every channel, also what comes meanwhile, and wait as `Observer.all_gone`."""
        await self.observer.catch_up()
        observer, asked = self.observer, set[str]()
        while observer.left:
            for uniqueid in observer.left - asked:
                asked.add(uniqueid)
                await self._hang_up(uniqueid)
            await observer.until(
                lambda: not observer.left or observer.left - asked, "no channel left"
            )

    async def lets_go(self, endpoint: str, limit_s: float = LIMIT_S) -> None:
        """Wait until the PBX has ended every call of a phone, which may have lost one to others.

        Asterisk 22 forgets one of them, once in a thousand times: no hangup ends its channel, and
        mostly the phone hears nothing. One may stay so; the phone ends its call by itself.
        """
        phone, observer = self.phones[endpoint], self.observer

        def left() -> list[Channel]:
            return [
                channel
                for channel in observer.channels.values()
                if channel.device == f"PJSIP/{endpoint}"
                if channel.uniqueid not in observer.forgotten
            ]

        try:
            for call in phone.calls:
                await call.ended(limit_s)
            await observer.until(lambda: not left(), f"no channel of {endpoint}", limit_s=limit_s)
        except NotSeen:
            stays = left()
            if (
                len(stays) != 1
                or observer.forgotten
                or await self._goes(stays[0].uniqueid, limit_s)
            ):
                raise
            observer.forgotten.add(stays[0].uniqueid)
            if call.end is None:
                await call.hang_up()

    async def _goes(self, uniqueid: str, limit_s: float) -> bool:
        """Tell whether a channel can be hung up."""
        await self._hang_up(uniqueid)
        with suppress(NotSeen):
            await self.observer.until(
                lambda: uniqueid not in self.observer.channels, "it gone", limit_s=limit_s
            )
        return uniqueid not in self.observer.channels

    async def _hang_up(self, uniqueid: str) -> None:
        with suppress(Refused):  # it has gone meanwhile
            await self.observer.action("Hangup", Channel=uniqueid)

    async def observe(self, account: str) -> Observer:
        """Connect another observer, as an account of manager.conf."""
        observer = Observer()
        self._observers.append(observer)
        await observer.connect(self.ami_port, account, account)
        return observer

    def _keep_tcp_port(self) -> int:
        """Take a port from the OS. Asterisk may listen there, and no other program gets it."""
        kept = socket.socket()
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        kept.bind(("127.0.0.1", 0))
        self._kept.append(kept)
        port: int = kept.getsockname()[1]
        return port

    def _reserve(self, name: str) -> int:
        """Hold a UDP port until whoever it is for starts.

        No other lab gets it even then: the TCP port of that number is kept.
        """
        for port in random.sample(UDP_PORTS, len(UDP_PORTS)):
            with ExitStack() as taken, suppress(OSError):
                kept = taken.enter_context(socket.socket())
                reserved = taken.enter_context(socket.socket(type=socket.SOCK_DGRAM))
                for one in (kept, reserved):
                    one.bind(("127.0.0.1", port))
                taken.pop_all()
                self._kept.append(kept)
                self._reserved[name] = reserved
                return port
        raise OSError("no UDP port is free")

    def _write_config(self) -> None:
        for name in ("etc", "lib", "db", "spool", "run", "log", "tls"):
            (self.folder / name).mkdir()
        write_certificates(self.folder / "tls")
        write_data(self._binaries.data, self.folder / "data")
        variables = "channelvars = CHANNEL(namedcallgroup),CHANNEL(callgroup)"
        values = {
            "folder": str(self.folder),
            "modules": str(self._binaries.modules),
            "data": str(self.folder / "data"),
            "ami_port": str(self.ami_port),
            "ami_tls_port": str(self.ami_tls_port),
            "sip_port": str(self.sip_port),
            "channelvars": variables if self._channelvars else "",
        }

        def value(found: re.Match[str]) -> str:
            if found[1].startswith("phone "):
                return str(self._reserve(found[1]))
            return values[found[1]]

        for template in TEMPLATES.glob("*.conf"):
            text = re.sub(r"\{\{(.+?)\}\}", value, template.read_text(encoding="utf-8"))
            (self.folder / "etc" / template.name).write_text(text, encoding="utf-8")
        arguments = read(["provision", str(self.folder / "etc")])
        provision(arguments)  # the codes that every handset can dial
        for name in EMPTY:
            (self.folder / "etc" / f"{name}.conf").touch()

    async def _logged_in(self) -> bool:
        assert self._process is not None
        if self._process.poll() is not None:
            raise AssertionError(f"Asterisk ended by itself:\n{self.log_text()}")
        try:
            await self.observer.connect(self.ami_port, "admin", "admin")
        except ConnectionError:
            return False
        return True

    async def _name_groups(self) -> None:
        """Name the groups where a real office does, unless an earlier start has."""
        for number, name in GROUPS.items():
            try:
                await self.observer.action("DBGet", Family="pickup/group", Key=number)
            except Refused:
                await self.observer.action("DBPut", Family="pickup/group", Key=number, Val=name)

    async def _end(self, how: signal.Signals) -> None:
        await self.observer.close()
        if self._process is None:
            return
        process, self._process = self._process, None
        exited = Changes()
        watch = os.pidfd_open(process.pid)
        loop = asyncio.get_running_loop()
        loop.add_reader(watch, exited.changed)
        try:
            os.killpg(process.pid, how)
            await exited.until(
                lambda: process.poll() is not None,
                f"Asterisk's end after {how.name}",
                limit_s=STOP_LIMIT_S,
                seen=self.log_text,
            )
        except ProcessLookupError:
            process.wait()  # it had ended by itself
        finally:
            loop.remove_reader(watch)
            os.close(watch)


if __name__ == "__main__":
    from tests.asterisk.play import play

    with suppress(KeyboardInterrupt):
        asyncio.run(play())
