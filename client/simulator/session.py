"""One AMI connection: login, rights, and which events it gets."""

import asyncio
import hashlib
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from client.simulator.accounts import CLASSES, Account, classes
from client.simulator.channel import Header
from client.simulator.pbx import Pbx
from client.simulator.wire import Action, ActionReader, Event, action_id, render

BANNER = b"Asterisk Call Manager/11.0.0\r\n"
MAX_LINES = 128
"""More of them make an action that is refused. Source: seen on 16.28 and 22.10."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An action that needs a login; `client.simulator.actions` has the table of them.

    Attributes:
        privileges: any one of these classes is enough; empty for everybody.
    """

    name: str
    privileges: str
    run: "Callable[[ManagerSession, Action], None]"

    def may_run(self, rights: frozenset[str]) -> bool:
        """Tell whether an account with these classes may run it."""
        return not self.privileges or not rights.isdisjoint(self.privileges.split(","))


class ManagerSession(asyncio.Protocol):
    """The server's end of one connection.

    Args:
        accounts: who may log in, by username.
        actions: what a client may ask for, by name in lower case.
        sessions: all that are connected; this one is in it from its first byte to its last.

    Attributes:
        pbx: the PBX behind it.
        gone: set when the connection has ended.
    """

    def __init__(
        self,
        pbx: Pbx,
        accounts: Mapping[str, Account],
        actions: Mapping[str, Entry],
        sessions: "set[ManagerSession]",
    ) -> None:
        self.pbx = pbx
        self.gone = asyncio.Event()
        self._accounts = accounts
        self._actions = actions
        self._sessions = sessions
        self._reader = ActionReader()
        self._transport: asyncio.Transport | None = None
        self._challenge = ""
        self._account: Account | None = None
        self._mask: frozenset[str] = frozenset()
        self._filters: tuple[re.Pattern[str], ...] = ()

    @property
    def rights(self) -> frozenset[str]:
        """The classes of actions that the account may run."""
        return self._account.write if self._account else frozenset()

    def configured(self, section: str, option: str, index: int) -> str:
        """The line of manager.conf with this number among those alike, -1 for the last; or ""."""
        account = self._accounts.get(section)
        if section == "general":
            told = {"enabled": ["yes"], "channelvars": [",".join(self.pbx.switch.channelvars)]}
        elif account is not None:
            told = {
                "read": [_written(account.read)],
                "write": [_written(account.write)],
                "eventfilter": list(account.eventfilter),
            }
        else:
            told = {}
        lines = told.get(option, [])
        return lines[index] if -len(lines) <= index < len(lines) else ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - a stream server's
        self._transport = transport
        self._sessions.add(self)
        self._write(BANNER)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        del exc
        self._sessions.discard(self)
        self._transport = None
        self.gone.set()

    def data_received(self, data: bytes) -> None:
        """Run every action that is complete."""
        for action in self._reader.feed(data):
            if len(action.headers) > MAX_LINES:
                self.refuse(action, "Too many lines in message or allocation failure")
            else:
                self._run(action)

    def abort(self) -> None:
        """Cut the connection at once."""
        if self._transport is not None:
            self._transport.abort()

    def _close(self) -> None:
        """End the connection after what is written has gone."""
        if self._transport is not None:
            self._transport.close()

    def _write(self, data: bytes) -> None:
        # One that goes is in `sessions` until the loop's next turn; asyncio would complain.
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    def send(self, headers: list[Header]) -> None:
        """Send one message to this connection alone."""
        self._write(render(headers))

    def tell(self, event: Event) -> None:
        """Send an event, if this account sees its class."""
        if event.privilege not in self._mask:
            return
        if self._filters and not any(
            pattern.search(line) for pattern in self._filters for line in event.text.splitlines()
        ):
            return
        self._write(f"{event.text}\r\n".encode("utf-8", "surrogateescape"))

    def respond(self, action: Action, response: str, *headers: Header) -> None:
        """Answer an action."""
        self.send([("Response", response), *action_id(action), *headers])

    def refuse(self, action: Action, message: str) -> None:
        """Answer an action with an error."""
        self.respond(action, "Error", ("Message", message))

    def list(self, action: Action, rows: list[list[Header]], complete: str) -> None:
        """Answer with a list; `complete` is the event of its last message."""
        self.respond(action, "Success", ("EventList", "start"))
        for row in rows:
            self.send([*row, *action_id(action)])
        self.send([("Event", complete), *action_id(action), ("EventList", "Complete")])

    def _run(self, action: Action) -> None:
        name = action.get("Action").lower()
        if name == "login":
            self._login(action)
        elif name == "challenge":
            self._send_challenge(action)
        elif name == "logoff":
            self.respond(action, "Goodbye", ("Message", "Thanks for all the fish."))
            self._close()
        elif self._account is None:
            self.refuse(action, "Permission denied")
        elif (entry := self._actions.get(name)) is None:
            hint = "Use Action: ListCommands to show available commands."
            self.refuse(action, f"Invalid/unknown command: {action.get('Action')}. {hint}")
        elif not entry.may_run(self.rights):
            self.refuse(action, "Permission denied")
        else:
            entry.run(self, action)

    def _send_challenge(self, action: Action) -> None:
        self._challenge = self._challenge or str(secrets.randbelow(10**9))
        self.respond(action, "Success", ("Challenge", self._challenge))

    def _login(self, action: Action) -> None:
        account = self._accounts.get(action.get("Username"))
        if account is None or not self._proves(action, account.secret):
            self.refuse(action, "Authentication failed")
            self._close()
            return
        self._account = account
        self._filters = tuple(re.compile(pattern) for pattern in account.eventfilter)
        self.respond(action, "Success", ("Message", "Authentication accepted"))
        self._mask = classes(action.get("Events") or "on") & account.read

    def _proves(self, action: Action, secret: str) -> bool:
        if action.get("AuthType").lower() == "md5":
            expected = hashlib.md5((self._challenge + secret).encode()).hexdigest()  # noqa: S324
            return bool(self._challenge) and action.get("Key") == expected
        return action.get("Secret") == secret


def _written(granted: frozenset[str]) -> str:
    return "all" if granted == CLASSES else ",".join(sorted(granted))
