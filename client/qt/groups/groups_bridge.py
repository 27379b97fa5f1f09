"""The seam between the window of the pickup groups and the PBX: requests become tasks.

One at a time; nobody holds an administrator's session open.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import partial
from typing import Any, Final, final

from PySide6.QtCore import QObject, Signal

from client.admin import saving
from client.admin.office import Office
from client.config.credentials import Secret
from client.errors import (
    AccountInUse,
    AccountTooWeak,
    ActionRejected,
    AuthenticationFailed,
    ChangedMeanwhile,
    ClientError,
    NotAdministrator,
    SaveFailed,
)
from client.qt.groups import requests
from client.qt.groups.requests import Reading, Settlement
from client.qt.profile import SLOW_KEYRING_S, Administrator, Profile
from client.tasks import TaskOwner

SAVE_LIMIT_S: Final = 30.0
"""At the program's end a save that runs has so long to come to its own."""


_Work = Callable[[], Coroutine[Any, Any, None]]


@final
class GroupsBridge(QObject):
    """One request at a time.

    Signals:
        keyring_slow(bool): whether the keyring is still asked; `load` goes on without it.
        busy_changed(bool, bool): whether a request runs, and whether it may write.
        login_wanted(Administrator, ClientError | None): no account that may do it is known;
            the error says why the last one may not. Answer with `log_in`.
        logged_in(): the account is good.
        secret_not_kept(Words): why the keyring did not take its secret; "" where it did.
        looked(Office): what the PBX has, seen with the agent's own account, which may only look.
        loaded(Office, bool): what the PBX has; whether there is a save to take back.
        saved(Office): the save is done.
        refused(Office, ChangedMeanwhile): nothing was written: this is there by now.
        undo_ready(Save, Office, Office): the last save; what it is taken back from, and to.
        unsettled(Save, Office, Office, Sentence | None): a save was cut off; as before it, and as
            after it; what somebody has changed since of what it was about, None for nothing.
        failed(Exception): a request failed.
    """

    keyring_slow = Signal(bool)
    busy_changed = Signal(bool, bool)
    login_wanted = Signal(object, object)
    logged_in = Signal()
    secret_not_kept = Signal(object)
    looked = Signal(object)
    loaded = Signal(object, bool)
    saved = Signal(object)
    refused = Signal(object, object)
    undo_ready = Signal(object, object, object)
    unsettled = Signal(object, object, object, object)
    failed = Signal(object)

    def __init__(self, profile: Profile, tasks: TaskOwner, parent: QObject) -> None:
        super().__init__(parent)
        self._profile = profile
        self._tasks = tasks
        self._task: asyncio.Task[Any] | None = None
        self._saving = False
        self._asking_keyring = False

    def load(self) -> None:
        """Read what the PBX has; a keyring that is still asked is waited for no longer."""
        if self._asking_keyring:
            self.cancel()
        self._start(self._load, "read the pickup groups", look=True)

    def ask_login(self) -> None:
        """Have the user asked for an account, unless the keyring has been unlocked meanwhile."""
        self._start(partial(self._change, requests.read), "ask for an account", look=True)

    def log_in(self, admin: Administrator, username: str, secret: Secret, *, keep: bool) -> None:
        """Try this account; keep it when it is good."""
        work = partial(self._log_in, admin.of(username, secret), keep=keep)
        self._start(work, "log in")

    def save(self, before: Office, after: Office) -> None:
        """Change the PBX from what was loaded to what is wanted."""
        self._start(partial(self._save, before, after), "save the pickup groups", saving=True)

    def prepare_undo(self) -> None:
        """Look what taking back the last save would change."""
        self._start(self._prepare_undo, "look at the last save", look=True)

    def undo(self, before: Office, after: Office) -> None:
        """Take the last save back, as `undo_ready` told it."""
        self._start(
            partial(self._change, partial(requests.undo, before=before, after=after)),
            "take back the last save",
            saving=True,
        )

    def settle(self, settlement: Settlement) -> None:
        """Finish the save that was cut off, or take it back."""
        self._start(
            partial(self._change, partial(requests.settle, settlement=settlement)),
            "settle the save",
            saving=True,
        )

    def cancel(self) -> None:
        """Give up what runs, unless it writes."""
        if self._task is not None and not self._saving:
            self._task.cancel()

    async def aclose(self) -> None:
        """Wait for a save that runs; cancel anything else."""
        self.cancel()
        if self._task is not None:
            await asyncio.wait([self._task], timeout=SAVE_LIMIT_S)

    def _start(self, work: _Work, name: str, *, saving: bool = False, look: bool = False) -> None:
        """Begin a request after the one that runs; a mere `look` is passed over then.

        The one that runs may just have asked what is answered with this one.
        """
        before = self._task
        if before is not None and not before.cancelling() and look:
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
        except (AuthenticationFailed, NotAdministrator) as error:
            self.login_wanted.emit(await self._profile.administrator(), error)
        except ClientError as error:
            self.failed.emit(error)

    def _done(self, task: asyncio.Task[Any]) -> None:
        if task is self._task:
            self._task, self._saving = None, False
            self.busy_changed.emit(False, False)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.failed.emit(error)  # a fault of our own; TaskOwner has reported it

    async def _administrator(self) -> Administrator | None:
        """The account that may do it; None when the user is asked for one."""
        admin = await self._profile.administrator()
        if admin.secret is None:
            self.login_wanted.emit(admin, None)
            return None
        return admin

    async def _load(self) -> None:
        slow = asyncio.get_running_loop().call_later(SLOW_KEYRING_S, self.keyring_slow.emit, True)
        self._asking_keyring = True
        try:
            admin = await self._profile.administrator(limited=False)
        finally:
            self._asking_keyring = False
            slow.cancel()
            self.keyring_slow.emit(False)
        if admin.secret is None:
            await self._look(admin)
        else:
            self._tell(await requests.read(admin))

    async def _look(self, admin: Administrator) -> None:
        """Show what the agent's account may see; where that is too little, ask for another."""
        office = None
        if admin.agent is not None:
            with suppress(AccountInUse, AccountTooWeak, ActionRejected, AuthenticationFailed):
                office = await requests.look(*admin.agent)
        if office is not None:
            self.looked.emit(office)
        else:
            self.login_wanted.emit(admin, None)

    async def _log_in(self, admin: Administrator, *, keep: bool) -> None:
        try:
            reading = await requests.read(admin)
        except ClientError as error:
            self.login_wanted.emit(admin, error)
            return
        self.logged_in.emit()
        self._tell(reading)
        self._profile.save_administrator(admin)
        if keep:  # whoever has to make a keyring first may take minutes
            self._tasks.start(self._keep(admin), name="keep the administrator's secret")

    async def _keep(self, admin: Administrator) -> None:
        self.secret_not_kept.emit(await self._profile.keep_administrator(admin))

    async def _save(self, before: Office, after: Office) -> None:
        if (admin := await self._administrator()) is None:
            return
        try:
            reading = await requests.save(admin, before, after)
        except SaveFailed as error:
            self.failed.emit(error)
            if error.left:  # some of it stands: show what
                self._tell(await requests.read(admin))
            return
        if reading.problem is not None:
            self.refused.emit(reading.office, reading.problem)
        elif reading.done:
            self.saved.emit(after)
        else:
            self._tell(reading)

    async def _prepare_undo(self) -> None:
        if (admin := await self._administrator()) is None:
            return
        reading = await requests.read(admin)
        last = saving.the_last(reading.last)
        if reading.cut_off is not None:
            self._tell(reading)
        else:
            self.undo_ready.emit(last, reading.office, last.undone(reading.office))

    async def _change(self, work: Callable[[Administrator], Coroutine[Any, Any, Reading]]) -> None:
        if (admin := await self._administrator()) is not None:
            self._tell(await work(admin))

    def _tell(self, reading: Reading) -> None:
        office, last = reading.office, reading.cut_off
        self.loaded.emit(office, reading.last is not None and last is None)
        if last is not None:
            try:
                self.unsettled.emit(last, last.undone(office), last.completed(office), None)
            except ChangedMeanwhile as error:
                self.unsettled.emit(last, office, office, error.what)
