"""Reads the pickup groups of a PBX, and saves changes to them.

Names and range are in the PBX's database, memberships in its pjsip.conf: only the two lists of
named groups of an endpoint are ever written there. The account needs `config,reporting,system`.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from client.admin.office import Endpoint, Office
from client.admin.plan import Step, Ticked, from_stored, plan
from client.ami.connection import Address, AmiConnection, open_connection, tls_context
from client.ami.message import Message
from client.ami.protocol import Receiver
from client.ami.snapshot import callerid, getvar
from client.calls.events import Party
from client.calls.groups import parse_groups
from client.credentials import Secret
from client.errors import (
    ActionRejected,
    ChangedMeanwhile,
    ClientError,
    SaveFailed,
)
from client.settings import Settings

FAMILY = "pickup"
FILE = "pjsip.conf"
OBEYED_WITHIN_S = 5.0
"""How long the PBX may take to read its file anew. Seen: well under a second."""

_LINE = re.compile(r"Line-(\d+)-(\d+)")


class Store:
    """The groups of one PBX, over a connection of an administrator's account."""

    def __init__(self, connection: AmiConnection) -> None:
        self._connection = connection

    async def load(self) -> Office:
        """Read what there is.

        Raises:
            ActionRejected: the account may not read it.
            ConnectionLost: the link broke.
        """
        values = await self._database()
        wanted = {"Filename": FILE, "Filter": "type=endpoint"}
        endpoints = _endpoints_in_file(await self._connection.action("GetConfig", wanted))
        for row in await self._connection.listing("PJSIPShowEndpoints"):
            name = row.get("ObjectName")
            if name and name not in endpoints:
                endpoints[name] = await self._elsewhere(name)
        return from_stored(values, endpoints)

    async def save(self, before: Office, after: Office) -> Sequence[Step]:
        """Change the PBX from `before`, as it was loaded, to `after`; return the steps done.

        Raises:
            ChangedMeanwhile: it is no longer as in `before` where a change is due; nothing was
                written.
            SaveFailed: a step failed; the steps before it were taken back if possible.
        """
        steps = plan(before, after)
        if not steps:
            return steps
        now = await self.load()
        if changed := [step for step in steps if step.of(now) != step.before]:
            raise ChangedMeanwhile("; ".join(str(step) for step in changed))
        done: list[Step] = []
        try:
            for step in steps:
                done.append(step)  # first: a step without an answer may have been done
                await self._write(step)
            await self._obeyed(done)
        except ClientError as error:
            reason = error.reason if isinstance(error, ActionRejected) else str(error)
            raise SaveFailed(str(done[-1]), reason, await self._take_back(done)) from error
        return steps

    async def _take_back(self, done: Sequence[Step]) -> tuple[str, ...]:
        left = []
        for step in reversed(done):
            try:
                await self._write(step.undone())
            except ClientError:
                left.append(step)
        try:
            await self._obeyed([step.undone() for step in done])
            now = await self.load()
        except ClientError:
            return tuple(str(step) for step in left)
        return tuple(str(step) for step in left if step.of(now) != step.before)

    async def _write(self, step: Step) -> None:
        if isinstance(step, Ticked):
            await self._write_ticks(step)
        elif step.after is None:
            await self._connection.action("DBDel", {"Family": FAMILY, "Key": step.key})
        else:
            await self._connection.action(
                "DBPut", {"Family": FAMILY, "Key": step.key, "Val": step.after}
            )

    async def _write_ticks(self, step: Ticked) -> None:
        """Change the endpoint's own line; where it has none (but perhaps a template), add one."""
        headers = {
            "SrcFilename": FILE,
            "DstFilename": FILE,
            "Cat-000000": step.endpoint.id,
            "Var-000000": step.tick,
            "Value-000000": ",".join(sorted(step.after)),
            # An endpoint, its aor and its auth may share one section name.
            "Options-000000": 'catfilter="type=endpoint"',
        }
        try:
            await self._connection.action("UpdateConfig", {**headers, "Action-000000": "Update"})
        except ActionRejected:
            await self._connection.action("UpdateConfig", {**headers, "Action-000000": "Append"})

    async def _obeyed(self, steps: Sequence[Step]) -> None:
        """Let the PBX read its file anew; return when it goes by the new groups.

        Raises:
            ActionRejected: it does not.
        """
        ticks = [step for step in steps if isinstance(step, Ticked)]
        if not ticks:
            return
        await self._connection.action("Reload", {"Module": "res_pjsip.so"})
        try:
            async with asyncio.timeout(OBEYED_WITHIN_S):
                for step in ticks:
                    variable = f"PJSIP_ENDPOINT({step.endpoint.id},{step.tick})"
                    # No event tells when it has read the file.
                    while _listed(await getvar(self._connection, variable)) != step.after:  # noqa: ASYNC110
                        await asyncio.sleep(0.05)
        except TimeoutError:
            raise ActionRejected("Reload", "the PBX does not take its file over") from None

    async def _database(self) -> dict[str, str]:
        try:
            rows = await self._connection.listing("DBGetTree", {"Family": FAMILY})
        except ActionRejected as error:
            if error.no_right:
                raise
            return {}  # nothing was ever stored
        start = f"/{FAMILY}/"
        return {
            row.get("Key").removeprefix(start): row.get("Val")
            for row in rows
            if row.get("Key").startswith(start)
        }

    async def _elsewhere(self, name: str) -> Endpoint:
        """An endpoint that the PBX keeps somewhere else: a database, a wizard."""
        known, call, pickup = await asyncio.gather(
            *(
                getvar(self._connection, f"PJSIP_ENDPOINT({name},{option})")
                for option in ("callerid", "named_call_group", "named_pickup_group")
            )
        )
        return Endpoint(name, _desk(name, known), _listed(call), _listed(pickup), editable=False)


@asynccontextmanager
async def open_store(settings: Settings, secret: Secret) -> AsyncIterator[Store]:
    """Log in with an administrator's account; log off at the end.

    Raises:
        LinkError: the PBX cannot be reached or refuses the login.
    """
    tls = tls_context(settings.ca_file) if settings.effective_tls else None
    connection = await open_connection(
        Address(settings.host, settings.effective_port, tls),
        Receiver(lambda _message: None, lambda: None),
    )
    try:
        await connection.login(settings.username, secret.reveal(), "off")
        yield Store(connection)
    finally:
        await connection.close()


def _endpoints_in_file(config: Message) -> dict[str, Endpoint]:
    """Read the sections of GetConfig: "Category-000000: 101", "Line-000000-000001: x=y".

    Lines are numbered in the order of the file; of two of one name the last one counts.
    """
    sections: dict[str, dict[str, str]] = {}
    for key in sorted(config.keys()):
        if (line := _LINE.fullmatch(key)) is not None:
            name, _, value = config.get(key).partition("=")
            sections.setdefault(line[1], {})[name] = value
    return {
        name: Endpoint(
            name,
            _desk(name, options.get("callerid", "")),
            _listed(options.get("named_call_group", "")),
            _listed(options.get("named_pickup_group", "")),
        )
        for number, options in sections.items()
        if (name := config.get(f"Category-{number}"))
    }


def _desk(name: str, known: str) -> Party:
    desk = callerid(known)
    return Party(desk.number or name, desk.name)


def _listed(text: str) -> frozenset[str]:
    return frozenset(group.number for group in parse_groups(text))
