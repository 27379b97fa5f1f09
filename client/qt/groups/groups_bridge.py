"""The seam between the window of the pickup groups and the PBX: requests become tasks.

Each request logs in, does its work and logs off: nobody holds an administrator's session open.
"""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, Final, final

from PySide6.QtCore import QObject, QSettings, Signal

from client.admin import saving
from client.admin.history import Save
from client.admin.office import Office
from client.admin.store import open_store
from client.credentials import Secret
from client.errors import (
    ActionRejected,
    AuthenticationFailed,
    ChangedMeanwhile,
    ClientError,
    SaveCutOff,
    SaveFailed,
)
from client.qt.groups.unsettled_dialog import Settlement
from client.qt.profile import Administrator, Profile
from client.tasks import TaskOwner

USERNAME_KEY: Final = "administrator"
SAVE_LIMIT_S: Final = 30.0
"""At the program's end a save that runs has so long to come to its own."""


_Work = Callable[[], Coroutine[Any, Any, None]]


@final
class GroupsBridge(QObject):
    """One request at a time; another is passed over while one runs.

    Signals:
        busy_changed(bool, bool): whether a request runs, and whether it may write.
        login_wanted(Administrator, ClientError | None): no account that may do it is known;
            the error says why the last one may not. Answer with `log_in`.
        logged_in(): the account is good.
        loaded(Office, bool): what the PBX has; whether there is a save to take back.
        saved(Office): the save is done.
        refused(Office, ChangedMeanwhile): nothing was written: this is there by now.
        undo_ready(Office, Office): what the last save can be taken back from, and to.
        unsettled(Save, Office, Office): a save was cut off; as before it, and as after it.
        failed(ClientError): a request failed.
    """

    busy_changed = Signal(bool, bool)
    login_wanted = Signal(object, object)
    logged_in = Signal()
    loaded = Signal(object, bool)
    saved = Signal(object)
    refused = Signal(object, object)
    undo_ready = Signal(object, object)
    unsettled = Signal(object, object, object)
    failed = Signal(object)

    def __init__(
        self, profile: Profile, tasks: TaskOwner, preferences: QSettings, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._profile = profile
        self._tasks = tasks
        self._preferences = preferences
        self._task: asyncio.Task[Any] | None = None
        self._saving = False

    def load(self) -> None:
        """Read what the PBX has."""
        self._start(self._load, "read the pickup groups")

    def log_in(self, admin: Administrator, username: str, secret: Secret, *, keep: bool) -> None:
        """Try this account; keep it when it is good."""
        self._start(partial(self._log_in, admin.of(username, secret), keep=keep), "log in")

    def save(self, before: Office, after: Office) -> None:
        """Change the PBX from what was loaded to what is wanted."""
        self._start(partial(self._save, before, after), "save the pickup groups", saving=True)

    def prepare_undo(self) -> None:
        """Look what taking back the last save would change."""
        self._start(self._prepare_undo, "look at the last save")

    def undo(self, before: Office, after: Office) -> None:
        """Take the last save back, as `undo_ready` told it."""
        self._start(partial(self._undo, before, after), "take back the last save", saving=True)

    def settle(self, settlement: Settlement) -> None:
        """Finish the save that was cut off, or take it back."""
        self._start(partial(self._settle, settlement), "settle the save", saving=True)

    def cancel(self) -> None:
        """Give up what runs, unless it writes."""
        if self._task is not None and not self._saving:
            self._task.cancel()

    async def aclose(self) -> None:
        """Wait for a save that runs; cancel anything else."""
        self.cancel()
        if self._task is not None:
            await asyncio.wait([self._task], timeout=SAVE_LIMIT_S)

    def _start(self, work: _Work, name: str, *, saving: bool = False) -> None:
        before = self._task
        if before is not None and not before.cancelling():
            return
        self._saving = saving
        self._task = self._tasks.start(self._run(work, before), name=name)
        self._task.add_done_callback(self._done)
        self.busy_changed.emit(True, saving)

    async def _run(self, work: _Work, before: asyncio.Task[Any] | None) -> None:
        if before is not None:
            await asyncio.wait([before])
        try:
            await work()
        except ClientError as error:
            self.failed.emit(error)

    def _done(self, task: asyncio.Task[Any]) -> None:
        if task is self._task:
            self._task, self._saving = None, False
            self.busy_changed.emit(False, False)

    async def _administrator(self) -> Administrator:
        username = self._preferences.value(USERNAME_KEY, "")
        return await self._profile.administrator(str(username or ""))

    async def _load(self) -> None:
        admin = await self._administrator()
        if admin.secret is None:
            self.login_wanted.emit(admin, None)
            return
        try:
            await self._read(admin, admin.secret)
        except (AuthenticationFailed, ActionRejected) as error:
            if isinstance(error, ActionRejected) and not error.no_right:
                raise
            self.login_wanted.emit(admin, error)

    async def _log_in(self, admin: Administrator, *, keep: bool) -> None:
        secret = admin.secret or Secret("")
        try:
            await self._read(admin, secret)
        except ClientError as error:
            self.login_wanted.emit(admin, error)
            return
        self.logged_in.emit()
        self._preferences.setValue(USERNAME_KEY, admin.settings.username)
        await self._profile.keep_administrator(admin, keep=keep)

    async def _read(self, admin: Administrator, secret: Secret) -> None:
        async with open_store(admin.settings, secret) as store:
            office = await store.load()
        self._tell(admin, office)

    def _tell(self, admin: Administrator, office: Office) -> None:
        last = admin.history.last()
        self.loaded.emit(office, last is not None and not last.cut_off)
        if last is not None and last.cut_off:
            self._tell_unsettled(last, office)

    def _tell_unsettled(self, last: Save, office: Office) -> None:
        try:
            self.unsettled.emit(last, last.taken_back(office), last.completed(office))
        except ChangedMeanwhile as error:
            self.failed.emit(error)

    async def _save(self, before: Office, after: Office) -> None:
        admin = await self._administrator()
        if admin.secret is None:
            self.login_wanted.emit(admin, None)
            return
        try:
            async with open_store(admin.settings, admin.secret) as store:
                try:
                    await saving.save(store, admin.history, before, after)
                except ChangedMeanwhile as error:
                    self.refused.emit(await store.load(), error)
                    return
                except SaveCutOff:
                    self._tell(admin, await store.load())
                    return
        except SaveFailed as error:
            self.failed.emit(error)
            if error.left:  # some of it stands: show what
                await self._read(admin, admin.secret)
            return
        self.saved.emit(after)

    async def _prepare_undo(self) -> None:
        admin = await self._administrator()
        if admin.secret is None:
            self.login_wanted.emit(admin, None)
            return
        async with open_store(admin.settings, admin.secret) as store:
            now = await store.load()
        last = saving.the_last(admin.history.last())
        if last.cut_off:
            self._tell_unsettled(last, now)
        else:
            self.undo_ready.emit(now, last.taken_back(now))

    async def _undo(self, before: Office, after: Office) -> None:
        admin = await self._administrator()
        if admin.secret is None:
            self.login_wanted.emit(admin, None)
            return
        last = saving.the_last(admin.history.last())
        async with open_store(admin.settings, admin.secret) as store:
            await saving.take_back(store, admin.history, last, before, after)
        self._tell(admin, after)

    async def _settle(self, settlement: Settlement) -> None:
        admin = await self._administrator()
        if admin.secret is None:
            self.login_wanted.emit(admin, None)
            return
        last = saving.the_last(admin.history.last(), cut_off=True)
        async with open_store(admin.settings, admin.secret) as store:
            now = await store.load()
            if settlement is Settlement.FINISH:
                after = last.completed(now)
                await saving.complete(store, admin.history, last, now, after)
            else:
                after = last.taken_back(now)
                await saving.take_back(store, admin.history, last, now, after)
        self._tell(admin, after)
