"""Save, take back, complete: the PBX and the dated file of it, hand in hand."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from client.admin.history import History, Save
from client.admin.office import Office
from client.admin.plan import Step, plan
from client.admin.store import Store
from client.errors import (
    ClientError,
    FileNotWritten,
    InvalidFile,
    NotWritten,
    SaveCutOff,
    SaveFailed,
    SaveUnderWay,
)
from client.others_words import system_words
from client.sentence import Sentence


async def save(store: Store, history: History, before: Office, after: Office) -> None:
    """Change the PBX, and leave a file behind that can take it back.

    Raises:
        SaveCutOff: an earlier save has to be settled first; nothing was written.
        SaveUnderWay: another process is saving; nothing was written.
        FileNotWritten: it is saved, and its file does not say so.
        ClientError: as `Store.save` raises.
    """
    with history.locked():
        refuse_after_cut_off(history.last())
        if steps := plan(before, after):
            path = history.begin(before, steps)
            await _settle(store, before, after, path, good=history.done, bad=history.drop)


async def undo(store: Store, history: History, last: Save, now: Office) -> Office:
    """Undo a save; return what it leaves. Raises as `save`, and as `Save.undone`."""
    after, bad = last.undone(now), _leave if last.cut_off else history.done
    with history.locked():
        _refuse_if_not_last(history, last)
        path = history.reopen(last)
        unread = [step.undone() for step in last.steps] if last.cut_off else []
        await _settle(store, now, after, path, good=history.drop, bad=bad, unread=unread)
    return after


async def complete(store: Store, history: History, last: Save, now: Office) -> Office:
    """Do what is left of a save that was cut off; return what it leaves. Raises as `undo`."""
    after, path = last.completed(now), last.path
    with history.locked():
        _refuse_if_not_last(history, last)
        await _settle(store, now, after, path, good=history.done, bad=_leave, unread=last.steps)
    return after


async def leave(history: History, last: Save) -> None:
    """Take what a save that was cut off has left for what is wanted; nothing is changed.

    The answer where somebody else has changed since what it was about.

    Raises:
        SaveUnderWay: another process is saving, or has settled it.
    """
    with history.locked():
        _refuse_if_not_last(history, last)
        history.done(last.path)


def refuse_after_cut_off(last: Save | None) -> None:
    """Let nothing be changed while it is not known how far a save got.

    Raises:
        SaveCutOff: it is not known.
    """
    if last and last.cut_off:
        raise SaveCutOff(str(last.path))


def the_last(last: Save | None, *, cut_off: bool = False) -> Save:
    """The save that there has to be.

    Raises:
        InvalidFile: there is none.
    """
    if last is None or (cut_off and not last.cut_off):
        reason = Sentence("none was cut off") if cut_off else Sentence("none can be taken back")
        raise InvalidFile(Sentence("the saves of this computer"), reason)
    return last


def _refuse_if_not_last(history: History, last: Save) -> None:
    if history.last() != last:
        raise SaveUnderWay


async def _settle(
    store: Store,
    before: Office,
    after: Office,
    path: Path,
    *,
    good: Callable[[Path], None],
    bad: Callable[[Path], None],
    unread: Sequence[Step] = (),
) -> None:
    """Save; `bad` when the PBX is as before, neither when nobody knows how it is.

    Where the folder can no longer be written, the save stays cut off, and is settled later.
    """
    try:
        await store.save(before, after, unread)
    except ClientError as error:
        if not (isinstance(error, SaveFailed) and error.left):
            with suppress(NotWritten):
                bad(path)
        raise
    try:
        good(path)
    except NotWritten as error:
        reason = Sentence("cannot be written ({why}); the PBX has been changed all the same")
        reason = reason.format(why=system_words(error.__cause__ or error))
        raise FileNotWritten(str(error.where), reason) from error


def _leave(_path: Path) -> None:
    """It stays cut off."""
