"""Reads the pickup groups of a PBX: names and range from its database, memberships from pjsip.conf.

What stands elsewhere (phones of a database, a wizard, FreePBX) is read as the PBX tells it.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from client.admin.office import Endpoint, Office
from client.admin.pjsip_file import FILE, FILTERS, PjsipFile, Section, listed
from client.admin.plan import FAMILY, from_stored
from client.admin.save_lock import MARK
from client.ami.account import ask_rights
from client.ami.connection import AmiConnection
from client.ami.message import Message
from client.ami.questions import argument, ask_endpoints, desk_of, each, endpoint_option, getvar
from client.ami.sources import FILE as SOURCES_FILE
from client.ami.sources import SECTION, Sources, endpoint_lines, sources
from client.calls.groups import parse_groups
from client.errors import AccountTooWeak, ActionRejected, InvalidFile, SaveUnderWay
from client.sentence import Sentence

GENERATED = "pjsip.endpoint.conf"
"""Where FreePBX keeps the endpoints; it writes this file itself, from its own database."""

READING = frozenset(("DBGetTree", "GetConfig", "Getvar", "ListCategories", "PJSIPShowEndpoints"))
NEEDED = READING | {"DBDel", "DBPut", "Reload", "UpdateConfig"}
AT_A_TIME = 200
"""So many are answered in good time."""
MOST_TRIES = 6
"""To read what somebody is writing. Seen: 1.5 s each with 2,000 phones, and a save of 30 s."""

_FILE_OF_THE_PBX = Sentence("pjsip.conf of the PBX")
_SOURCES_OF_THE_PBX = Sentence("sorcery.conf of the PBX")

_OPTIONS = ("callerid", "named_call_group", "named_pickup_group", "call_group", "pickup_group")


class Seen(NamedTuple):
    """What was read at one time.

    Attributes:
        names: the endpoints that the PBX uses.
        is_saving: whether somebody saves: the mark is there before the first write.
    """

    office: Office
    file: PjsipFile
    names: frozenset[str]
    is_saving: bool


class Reader:
    """Reads over a connection of an administrator's account, or as far as an agent's may."""

    def __init__(self, connection: AmiConnection) -> None:
        self._connection = connection

    async def load(self) -> Office:
        """Read what there is.

        Raises:
            ActionRejected: the account may not read it.
            ConnectionLost: the link broke.
            InvalidFile: the PBX cannot read its file, or does not tell of all its phones.
            SaveUnderWay: as `_seen`.
        """
        return (await self._seen()).office

    async def _seen(self) -> Seen:
        """What there is. While somebody saves the PBX tells half of its file, so ask again.

        Raises:
            InvalidFile: as `load`.
            SaveUnderWay: no two answers are of the same length.
        """
        before: PjsipFile | None = None
        for _ in range(MOST_TRIES):
            seen = await self._seen_once()
            if not seen.is_saving or (before and seen.file.is_as_long_as(before)):
                return seen
            before = seen.file
        raise SaveUnderWay

    async def _seen_once(self) -> Seen:
        file, names, generated, places = await asyncio.gather(
            self._file(), self._names(), self._is_generated(), self._sources()
        )
        await self._refuse_silent(places.databases)
        values = await self._database()
        sections = await self._read_by_the_pbx(file, places)
        endpoints = {one.name: _in_file(one, editable=not generated) for one in sections}
        elsewhere = await each(self._told, sorted(names - endpoints.keys()), AT_A_TIME)
        office = from_stored(values, endpoints | {one.id: one for one in elsewhere})
        return Seen(office, file, names, any(key.startswith(MARK) for key in values))

    async def lacks(self) -> frozenset[str]:
        """The actions that `load` and `save` need and this account may not run.

        Raises:
            InvalidFile: it may run them all, but the PBX has no phones by chan_pjsip.
        """
        lacks = NEEDED - await ask_rights(self._connection)
        if lacks == {"PJSIPShowEndpoints"}:  # it needs the same right as DBPut
            reason = Sentence("nothing can be read: chan_pjsip is not loaded, or not yet")
            raise InvalidFile(_FILE_OF_THE_PBX, reason)
        return lacks

    async def read(self) -> tuple[Office, bool, bool]:
        """Read what this account may, an agent's own too.

        To an agent the PBX does not tell what can be changed, nor, unless it has been started
        anew, of phones that were added and have not registered yet.

        Returns:
            The office; whether it is known who is in the groups, else nobody seems to be; whether
            every phone is known.

        Raises:
            AccountTooWeak: the account may not even read names.
        """
        lacks = await self.lacks()
        if not lacks & READING:
            return await self.load(), True, True
        if "DBGetTree" in lacks:
            raise AccountTooWeak("DBGetTree")
        values = await self._database()
        try:
            names = await ask_endpoints(self._connection)
        except ActionRejected:  # the module is not loaded
            return from_stored(values, {}), False, False
        endpoints = await each(self._told, names, AT_A_TIME)
        return from_stored(values, {one.id: one for one in endpoints}), True, False

    async def _option(self, endpoint: str, name: str) -> str:
        return await endpoint_option(self._connection, endpoint, name)

    async def _file(self) -> PjsipFile:
        try:
            *answers, categories = await asyncio.gather(
                *(
                    self._connection.action("GetConfig", {"Filename": FILE, "Filter": wanted})
                    for wanted in FILTERS.values()
                ),
                self._connection.action("ListCategories", {"Filename": FILE}),
            )
        except ActionRejected as error:
            if error.no_right:
                raise
            reason = Sentence("nothing can be read: {why} (the PBX's log tells more)")
            raise InvalidFile(_FILE_OF_THE_PBX, reason.format(why=error.reason)) from error
        return PjsipFile.parse(**dict(zip(FILTERS, answers, strict=True)), categories=categories)

    async def _sources(self) -> Sources:
        try:
            config = await self._connection.action(
                "GetConfig", {"Filename": SOURCES_FILE, "Category": SECTION}
            )
        except ActionRejected as error:
            if error.no_right:
                raise
            return Sources()  # there is no such file
        places = sources(endpoint_lines(config))
        if not places.lists_all:
            reason = Sentence(
                "'allow_unqualified_fetch' keeps the PBX from telling which phones its database "
                "has; without it they can be read"
            )
            raise InvalidFile(_SOURCES_OF_THE_PBX, reason)
        return places

    async def _read_by_the_pbx(self, file: PjsipFile, places: Sources) -> list[Section]:
        """The phones that the PBX has from its file, and from no database that it asks before."""
        sections = file.endpoints() if places.reads_file else []
        for table in places.before_file:
            rows = await each(partial(self._row, table), sections, AT_A_TIME)
            sections = [section for section, row in zip(sections, rows, strict=True) if not row]
        return sections

    async def _row(self, table: str, section: Section) -> str:
        return await getvar(self._connection, f"REALTIME({table},id,{argument(section.name)})")

    async def _refuse_silent(self, databases: Sequence[str]) -> None:
        """A database that is down tells of no phone, as one does that has none."""
        for table in databases:
            if not await getvar(self._connection, f"REALTIME({table},id LIKE,%)"):
                with suppress(ActionRejected):  # func_realtime is not loaded: nobody can say
                    await self._connection.action("ModuleCheck", {"Module": "func_realtime"})
                    reason = Sentence(
                        "the database '{table}' is named for the phones, and tells of none: it may "
                        "be down; if it has none, take it out there"
                    )
                    raise InvalidFile(_SOURCES_OF_THE_PBX, reason.format(table=table))

    async def _names(self) -> frozenset[str]:
        """The endpoints that the PBX uses."""
        rows = await self._rows("PJSIPShowEndpoints", {})
        return frozenset(row.get("ObjectName") for row in rows) - {""}

    async def _is_generated(self) -> bool:
        """Whether what we would write would be written over."""
        try:
            await self._connection.action("GetConfig", {"Filename": GENERATED, "Category": "none"})
        except ActionRejected as error:
            return "invalid format" in str(error.reason)  # its templates are in other files
        return True

    async def _database(self) -> dict[str, str]:
        rows = await self._rows("DBGetTree", {"Family": FAMILY})
        start = f"/{FAMILY}/"
        return {
            row.get("Key").removeprefix(start): row.get("Val")
            for row in rows
            if row.get("Key").startswith(start)
        }

    async def _rows(self, action: str, headers: Mapping[str, str]) -> list[Message]:
        """A list, of which Asterisk may refuse an empty one."""
        try:
            return await self._connection.listing(action, headers)
        except ActionRejected as error:
            if error.no_right:
                raise
            return []

    async def _told(self, name: str) -> Endpoint:
        """An endpoint as the PBX tells of it, wherever it keeps it: in a database, a wizard."""
        values = await asyncio.gather(*(self._option(name, option) for option in _OPTIONS))
        return _endpoint(name, dict(zip(_OPTIONS, values, strict=True)), editable=False)


def _in_file(section: Section, *, editable: bool) -> Endpoint:
    values = {option: section.value(option) for option in _OPTIONS}
    return _endpoint(section.name, values, editable=editable)


def _endpoint(name: str, values: Mapping[str, str], *, editable: bool) -> Endpoint:
    """An endpoint from the values of _OPTIONS."""
    numeric = (parse_groups(values[key], numeric=True) for key in ("call_group", "pickup_group"))
    return Endpoint(
        name,
        desk_of(name, values["callerid"]),
        listed(values["named_call_group"]),
        listed(values["named_pickup_group"]),
        editable,
        frozenset(group.number for groups in numeric for group in groups),
    )
