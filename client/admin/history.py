"""The dated files that a save leaves behind: what was before, and each step.

A file is written before the first step, as `.saving`; it is `.json` when the save is over. So a
save that was cut off is seen at the next start, and told from one that another process is at: that
one holds a lock. Each file can be imported, too.
"""

import json
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import platformdirs

from client import file_lock
from client.admin import import_export
from client.admin.merge import breaks
from client.admin.office import Office, used_groups
from client.admin.plan import (
    GROUP,
    DatabaseStep,
    Step,
    applied,
    by_others,
    step_from_json,
    step_json,
)
from client.atomic_write import make_folder, replace_file
from client.config.settings import Settings
from client.config.settings_names import NoHome
from client.errors import ChangedMeanwhile, InvalidFile, NotWritten, SaveUnderWay
from client.others_words import system_words
from client.sentence import Sentence, some

KEPT = 50

_STAMP = "%Y-%m-%dT%H-%M-%S.%f"


@dataclass(frozen=True, slots=True)
class Save:
    """One save; `cut_off` when nobody knows how far it got.

    Attributes:
        phones: those that pjsip.conf held before it.
        nameless: the groups that phones were in before it, and that had no name.
    """

    path: Path
    steps: tuple[Step, ...]
    phones: tuple[str, ...] = ()
    nameless: tuple[str, ...] = ()

    @property
    def cut_off(self) -> bool:
        """True when it may be done in part."""
        return self.path.suffix == ".saving"

    @property
    def begun(self) -> datetime:
        """When, by this computer's clock."""
        return datetime.strptime(self.path.stem, _STAMP)  # noqa: DTZ007 - the name says no zone

    def undone(self, now: Office) -> Office:
        """The office as it was before this save; what it did not touch stays.

        Raises:
            ChangedMeanwhile: somebody has changed it since.
        """
        return self._after(now, [step.undone() for step in reversed(self.steps)])

    def completed(self, now: Office) -> Office:
        """The office as it was to be after this save. Raises as `undone`."""
        return self._after(now, self.steps)

    def _after(self, now: Office, steps: Sequence[Step]) -> Office:
        # A full disk, or the PBX's own end, may have cut pjsip.conf off. Then nothing must have
        # Asterisk read it.
        kept = _phones(now)
        if self.cut_off and (lost := [one for one in self.phones if one not in kept]):
            text = Sentence(
                "no longer in pjsip.conf (if nobody took them out, put a copy of it back): {phones}"
            )
            raise ChangedMeanwhile(text.format(phones=some(lost)))
        for step in self.steps:
            found = step.of(now)
            # What is as before has not been done, or is taken back by whoever it was.
            if found not in (step.before, step.after):
                raise ChangedMeanwhile(by_others(step.undone(), now))
        if wrong := breaks([step for step in steps if self._can_break(step, now)], now):
            raise ChangedMeanwhile(*sorted(wrong, key=str))
        return applied(now, steps)

    def _can_break(self, step: Step, now: Office) -> bool:
        """Not if nothing changes, or a group loses its name that had none before."""
        had_none = isinstance(step, DatabaseStep) and step.key.removeprefix(GROUP) in self.nameless
        return step.of(now) != step.after and not had_none


class History:
    """The saves to one PBX, as files in a folder that is made when the first is written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._is_locked = False

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Let nobody else on this computer save while the block runs.

        Raises:
            SaveUnderWay: somebody does.
            NotWritten: the folder cannot be written.
        """
        try:
            make_folder(self._folder)
            lock = file_lock.take(f"{self._folder}/lock")
        except OSError as error:
            raise _unwritable(self._folder, error) from error
        if lock is None:
            raise SaveUnderWay
        self._is_locked = True
        try:
            yield
        finally:
            self._is_locked = False
            os.close(lock)

    def begin(self, before: Office, steps: Sequence[Step]) -> Path:
        """Write what is about to be saved.

        Raises:
            NotWritten: it cannot be written; then nothing must be saved.
        """
        path = self._folder / f"{self._stamp()}.saving"
        steps_json = [step_json(step) for step in steps]
        content = {**import_export.to_json(before), "steps": steps_json, **_also(before)}
        try:
            make_folder(self._folder)
            # In one piece and not indented: a window waits, and this is five times as fast.
            replace_file(path, json.dumps(content, ensure_ascii=False).encode())
        except OSError as error:
            raise _unwritable(path, error) from error
        return path

    def _stamp(self) -> str:
        """The time; or just after the newest file's, where the clock has been set back since.

        By its name the last save is found.
        """
        now = datetime.now()  # noqa: DTZ005 - for a person to read
        for newest in sorted((path.stem for path in self._folder.glob("*.*")), reverse=True):
            with suppress(ValueError):  # it is none of ours
                last = datetime.strptime(newest, _STAMP)  # noqa: DTZ007 - as above
                now = max(now, last + timedelta(microseconds=1))
                break
        return now.strftime(_STAMP)

    def done(self, path: Path) -> None:
        """The save is over, well or not: the PBX is as the file or its own report says.

        Raises:
            NotWritten: the folder cannot be written any more.
        """
        _renamed(path, ".json")
        for old in sorted(self._folder.glob("*.json"))[:-KEPT]:
            with suppress(OSError):
                old.unlink()

    def reopen(self, save: Save) -> Path:
        """Something is about to be done with this save: if that is cut off, it shows.

        Raises:
            NotWritten: it cannot be; then nothing must be done.
        """
        return _renamed(save.path, ".saving")

    def drop(self, path: Path) -> None:
        """The PBX is as before this save. Raises as `done`."""
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise _unwritable(path, error) from error

    def last(self) -> Save | None:
        """The newest save, or the one that was cut off.

        Raises:
            InvalidFile: its file cannot be read.
            SaveUnderWay: another process is at it.
        """
        found = sorted(self._folder.glob("*.saving")) or sorted(self._folder.glob("*.json"))
        if not found:
            return None
        if found[-1].suffix == ".saving" and not self._is_locked:
            with self.locked():
                return self.last()
        try:
            content = json.loads(found[-1].read_text(encoding="utf-8"))
            steps = tuple(step_from_json(step) for step in content["steps"])
            phones, nameless = (
                tuple(map(str, content.get(name, ()))) for name in ("phones", "nameless")
            )
            return Save(found[-1], steps, phones, nameless)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise InvalidFile(
                str(found[-1]), Sentence("nothing can be read; look at it, or remove it")
            ) from error


def _also(before: Office) -> dict[str, list[str]]:
    """What else a save has to remember."""
    nameless = used_groups(before) - before.names.keys()
    return {"phones": _phones(before), "nameless": sorted(nameless)}


def _phones(office: Office) -> list[str]:
    """Those that pjsip.conf holds."""
    return [one.id for one in office.endpoints.values() if one.editable]


def _renamed(path: Path, suffix: str) -> Path:
    try:
        return path.rename(path.with_suffix(suffix))
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> NotWritten:
    reason = Sentence("nothing can be written: {why}").format(why=system_words(error))
    return NotWritten(str(path), reason)


def history_of(settings: Settings) -> History:
    """The history of saves from this computer to the PBX of these settings.

    Raises:
        NoHome: this user has no home folder.
    """
    name = re.sub(r"[^A-Za-z0-9.-]", "_", f"{settings.host}_{settings.effective_port}")
    try:
        folder = platformdirs.user_state_path("cornetta", appauthor=False)
    except RuntimeError as error:
        raise NoHome("XDG_STATE_HOME to a folder") from error
    return History(folder / "saves" / name)
