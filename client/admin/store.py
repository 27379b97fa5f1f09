"""Saves changes to the pickup groups of a PBX.

In its pjsip.conf only the two lists of named groups of an endpoint are ever written. The account
needs `config,reporting,system`.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import groupby

from client.admin.merge import broken
from client.admin.office import Office
from client.admin.pjsip_file import (
    ADDED,
    DIFFERENT,
    GONE,
    MISSING,
    NEW,
    TWICE,
    Edit,
    PjsipFile,
    listed,
    messages,
)
from client.admin.plan import (
    FAMILY,
    GROUP_OPTIONS,
    DatabaseStep,
    EndpointStep,
    Step,
    by_others,
    plan,
)
from client.admin.reader import AT_A_TIME, Reader
from client.admin.save_lock import myself, save_lock
from client.ami.connection import AmiConnection
from client.ami.opening import logged_in
from client.ami.protocol import Receiver
from client.ami.questions import each
from client.config.credentials import Secret
from client.config.settings import Settings
from client.errors import (
    ActionRejected,
    ChangedMeanwhile,
    ClientError,
    InvalidFile,
    LinkError,
    SaveFailed,
)
from client.sentence import Sentence, joined, some, untranslated

OBEYED_WITHIN_S = 5.0
"""How long the PBX may take to read its file anew. Seen: a quarter of a second for 1,000 phones."""


class Store(Reader):
    """The groups of one PBX, over a connection of an administrator's account.

    Args:
        who: for others who would save at the same time; "" = this user of this computer.
    """

    def __init__(self, connection: AmiConnection, who: str = "") -> None:
        super().__init__(connection)
        self._who = who or myself()

    async def save(self, before: Office, after: Office, unread: Sequence[Step] = ()) -> None:
        """Change the PBX from `before`, as it was loaded, to `after`.

        Args:
            unread: steps that an earlier save may have written without the PBX having read them.

        Raises:
            ChangedMeanwhile: it is no longer as in `before` where a change is due; nothing was
                written.
            SaveFailed: a step failed; the steps before it were taken back if possible.
            SaveUnderWay: somebody else is saving; nothing was written.
        """
        steps = plan(before, after)
        if steps or unread:
            async with save_lock(self._connection, self._who):
                await self._save(before, steps, unread)

    async def rehearse(self, before: Office, after: Office) -> None:
        """Look whether `save` would refuse it before it writes anything. Raises as that."""
        _refuse_phones_twice(plan(before, after), (await self._seen()).file)

    async def _save(self, before: Office, steps: Sequence[Step], unread: Sequence[Step]) -> None:
        now = await self._seen_once()  # nobody else saves
        if changed := [step for step in steps if step.of(now.office) != step.before]:
            raise ChangedMeanwhile(*dict.fromkeys(by_others(step, now.office) for step in changed))
        if what := broken(before, steps, now.office):
            raise ChangedMeanwhile(*what)
        # A phone that the PBX refuses it never reads, and has in no group.
        of_endpoints = [
            one for one in unread if isinstance(one, EndpointStep) and one.endpoint.id in now.names
        ]
        unread = await self._not_yet(of_endpoints)
        if not (wanted := [*steps, *unread]):
            return
        _refuse_phones_twice(wanted, now.file)
        done: list[Step] = []
        try:
            for of_endpoints, values in _runs(steps):
                await self._write_endpoints(now.file, of_endpoints, done)
                for step in values:
                    done.append(step)  # first: a step without an answer may have been done
                    await self._write_value(step)
            if waiting := await self._not_obeyed([*done, *unread]):
                raise ActionRejected("Reload", await self._why_not(waiting))
            if gone := now.names - await self._names():
                reason = Sentence("the PBX no longer knows {phone}")
                raise ActionRejected("Reload", reason.format(phone=some(sorted(gone))))
        except ClientError as error:
            left = await self._roll_back(done, now.file)
            raise SaveFailed([*wanted, *done][-1].words, _reason(error), left) from error

    async def _roll_back(self, done: Sequence[Step], file: PjsipFile) -> tuple[Sentence, ...]:
        """Make all as it was before; return what could not be made so, in words."""
        undone: list[Step] = [step.undone() for step in reversed(done)]
        for of_endpoints, values in _runs(undone):
            with contextlib.suppress(ClientError):
                if of_endpoints:
                    await self._write((await self._file()).edits_to(file))
            for step in values:
                with contextlib.suppress(ClientError):
                    await self._write_value(step)
        try:
            # A file that is not as before may hold what the PBX refuses: then it keeps the old one.
            if not (wrong := (await self._file()).differences(file)):
                # A phone that it refuses, or also has from elsewhere, never follows the file.
                await self._not_obeyed(undone)
            now = (await self._seen_once()).office
        except ClientError:
            return tuple(step.words for step in done)
        return (*(step.words for step in done if step.of(now) != step.before), *wrong)

    async def _write_value(self, step: DatabaseStep) -> None:
        key = {"Family": FAMILY, "Key": step.key}
        if step.after is None:
            await self._connection.action("DBDel", key)
        else:
            await self._connection.action("DBPut", {**key, "Val": step.after})

    async def _write_endpoints(
        self, file: PjsipFile, steps: Sequence[EndpointStep], done: list[Step]
    ) -> None:
        """Change the lists of groups in the file; all that is tried is added to `done`."""
        first, seen = 0, set[bool]()
        for count, headers in messages(file.edits_of(step) for step in steps):
            done += steps[first : first + count]
            first += count
            await self._connection.action("UpdateConfig", headers)
            # If it goes wrong, then with the first message or the first that adds lines. To look
            # each time would take longer than to write.
            adds = _adds_lines(headers)
            if adds not in seen or first == len(steps):
                await self._check(file, file.with_steps(steps[:first]))
            seen.add(adds)

    async def _check(self, before: PjsipFile, wanted: PjsipFile) -> None:
        """See that the file is as wanted, and nothing else in it has changed.

        Raises:
            ActionRejected: it is not, and that could not be mended.
        """
        found = await self._file()
        if found.differences(wanted):
            await self._write(found.edits_to(wanted))
            found = await self._file()
        if left := found.differences(wanted):
            unwritten = before.differences(wanted)
            raise ActionRejected("UpdateConfig", something_else(left, unwritten))

    async def _write(self, edits: Iterable[Sequence[Edit]]) -> None:
        for _, headers in messages(edits):
            await self._connection.action("UpdateConfig", headers)

    async def _not_obeyed(self, steps: Sequence[Step]) -> list[EndpointStep]:
        """Let the PBX read its file anew; return the steps by which it does not go then."""
        waiting = [step for step in steps if isinstance(step, EndpointStep)]
        if not waiting:
            return []
        await self._connection.action("Reload", {"Module": "res_pjsip.so"})
        loop = asyncio.get_running_loop()
        until = loop.time() + OBEYED_WITHIN_S
        while True:  # no event tells when it has read the file
            asked = loop.time()  # over a slow line the answers alone take longer than the PBX may
            waiting = await self._not_yet(waiting)
            if not waiting or asked > until:
                return waiting
            await asyncio.sleep(0.05)

    async def _why_not(self, steps: Iterable[EndpointStep]) -> Sentence:
        ids = sorted({step.endpoint.id for step in steps})
        if refused := sorted({*ids} - await self._names()):
            text = Sentence(
                "the PBX has no phone {phone}; its log tells what is wrong in pjsip.conf"
            )
            return text.format(phone=some(refused))
        text = Sentence(
            "the PBX does not take its file over for {phone}; it may have it from elsewhere, or "
            "keep it in a cache, as its sorcery.conf says"
        )
        return text.format(phone=some(ids))

    async def _not_yet(self, steps: Sequence[EndpointStep]) -> list[EndpointStep]:
        values = await each(
            lambda step: self._option(step.endpoint.id, step.option), steps, AT_A_TIME
        )
        return [
            step for step, value in zip(steps, values, strict=True) if listed(value) != step.after
        ]


@asynccontextmanager
async def open_store(settings: Settings, secret: Secret) -> AsyncIterator[Store]:
    """Log in with an administrator's account; log off at the end. Raises as `logged_in`."""
    deaf = Receiver(lambda _message: None, lambda: None)
    async with logged_in(settings, secret, "off", deaf) as connection:
        yield Store(connection)


def _refuse_phones_twice(steps: Sequence[Step], file: PjsipFile) -> None:
    of_endpoints = [step for step in steps if isinstance(step, EndpointStep)]
    if of_endpoints and (twice := file.phones_twice()):
        raise SaveFailed(of_endpoints[0].words, some(twice))


def _runs(steps: Iterable[Step]) -> Iterator[tuple[list[EndpointStep], list[DatabaseStep]]]:
    """The steps in their order, lists of groups and values apart."""
    for _, run in groupby(steps, type):
        same = list(run)
        yield (
            [step for step in same if isinstance(step, EndpointStep)],
            [step for step in same if isinstance(step, DatabaseStep)],
        )


def something_else(differences: Sequence[Sentence], unwritten: Sequence[Sentence] = ()) -> Sentence:
    """What it wrote; the likely cause comes first, since the end is cut off where it is shown.

    Args:
        unwritten: how the file before differed from what is wanted.
    """
    if {*differences} <= {*unwritten}:
        wrote = Sentence(
            "it did not write all of it; so it does with phones that a program makes (#exec): "
            "change their groups there"
        )
        return joined([wrote, some(differences)])
    wrote = Sentence("it wrote something else")
    return joined([wrote, *_likely_cause(differences), some(differences)])


def _likely_cause(differences: Sequence[Sentence]) -> Iterator[Sentence]:
    """Why it wrote something else, and what to do."""
    kinds = {one.template for one in differences}
    new = [one for one in differences if one.template in (ADDED.template, NEW.template)]
    if TWICE.template in kinds:
        yield Sentence(
            "so it does with what is included by a pattern (*.conf): before it reads it again, "
            "put a copy of these files back"
        )
    elif any(dict(one.values).get("option") not in GROUP_OPTIONS for one in new):
        yield Sentence(
            "what stood between comment marks (;--) counts again once written: before it reads "
            "pjsip.conf again, take it out"
        )
    elif new:
        yield Sentence(
            "so it does with a phone of an included file: give it there the lines "
            "'named_call_group =' and 'named_pickup_group =', or move it into pjsip.conf"
        )
    elif any(map(_is_cut_off, differences)):
        yield Sentence(
            "so it does on a full disk: before it reads pjsip.conf again, put a copy of it back"
        )


def _reason(error: ClientError) -> Sentence:
    """Why a step failed."""
    match error:
        case ActionRejected() | InvalidFile():
            return error.reason
        case LinkError():
            return error.detail
    return untranslated(str(error))


def _is_cut_off(difference: Sentence) -> bool:
    if difference.template == DIFFERENT.template:
        values = dict(difference.values)
        return str(values["wanted"]).startswith(str(values["has"]))
    return difference.template in (GONE.template, MISSING.template)


def _adds_lines(headers: Mapping[str, str]) -> bool:
    return any(value == "Append" for name, value in headers.items() if name.startswith("Action-"))
