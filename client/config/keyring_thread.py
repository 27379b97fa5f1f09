"""Ask the system's keyring, which may prompt, hang or be missing, without holding up the caller.

It is asked in a daemon thread, mostly with a time limit, and imported there (300 ms).
"""

import asyncio
import os
import sys
from collections.abc import Callable
from contextlib import closing, nullcontext, suppress
from typing import TYPE_CHECKING, TypeVar

from client.errors import SecretStoreError
from client.sentence import Sentence
from client.threads import call_in_thread

if TYPE_CHECKING:
    import threading

    from keyring.backend import KeyringBackend

_ABSENT = Sentence("this desktop has no system keyring")
_LOCKED = Sentence("the system keyring is locked; unlock it and try again")
_SILENT = Sentence("the system keyring did not answer within {seconds} s; unlock it and try again")
_STILL_SILENT = Sentence("the system keyring has not answered since it was last asked; unlock it")

_T = TypeVar("_T")


class KeyringThread:
    """Puts questions to the keyring, each in a thread of its own, in any asyncio loop.

    No executor: its threads are joined at exit, which a hung prompt would hold up.
    """

    def __init__(self, limit_s: float) -> None:
        self._limit_s = limit_s
        self._late: list[threading.Thread] = []  # without a limit, or over it; most prompt
        self._patient = asyncio.Lock()

    async def run(self, work: Callable[[], _T], *, limited: bool = True) -> _T:
        """Return what `work` returns.

        Args:
            limited: do not wait longer than the limit. Those without one wait for each other.

        Raises:
            SecretStoreError: it failed, took too long, or an earlier one still has not ended.
        """
        async with nullcontext() if limited else self._patient:
            return await self._run(work, limited=limited)

    async def _run(self, work: Callable[[], _T], *, limited: bool) -> _T:
        self._late = [thread for thread in self._late if thread.is_alive()]
        if self._late:
            raise SecretStoreError(_STILL_SILENT)  # one prompt on the screen is enough

        def attempt() -> _T:
            # A backend may raise anything, a PanicException of Rust included.
            try:
                return work()
            except BaseException as error:  # noqa: BLE001
                raise SecretStoreError(_reason(error)) from None

        answer, thread = call_in_thread(attempt, name="keyring")
        if not limited:
            self._late.append(thread)
            try:
                return await answer
            finally:
                if not answer.cancelled():
                    thread.join()  # it has answered, and must not look late to the next question
        try:
            return await asyncio.wait_for(answer, self._limit_s)
        except TimeoutError:
            self._late.append(thread)
            raise SecretStoreError(_SILENT.format(seconds=f"{self._limit_s:g}")) from None


def best_backend() -> "KeyringBackend":
    """Return the keyring that keeps secrets well; runs in the thread.

    Those of a priority below 1 keep nothing (null), always fail, or keep plain text. A chain is
    taken apart, for it would pass on to such a one.

    Raises:
        SecretStoreError: there is none.
    """
    from keyring import core  # noqa: PLC0415 - 300 ms

    if core._keyring_backend is None and (usual := _secret_service()):  # noqa: SLF001 - see there
        core.set_keyring(usual)
    backend = core.get_keyring()
    for candidate in getattr(backend, "backends", None) or [backend]:
        if candidate.priority >= 1:
            return candidate  # type: ignore[no-any-return]
    raise SecretStoreError(_ABSENT)


def _secret_service() -> "KeyringBackend | None":
    """The one of Linux desktops, where it runs and nobody has chosen another.

    `keyring` would find the same, but loads all that there are first, those of other systems, too:
    60 ms of each start. On KDE it would ask KWallet in another way, if that happens to run and
    Debian's python3-dbus is there: the secret would be found on some days, and not on others.
    """
    from keyring import core  # noqa: PLC0415 - 300 ms

    if sys.platform != "linux":
        return None
    with suppress(ImportError, OSError, RuntimeError):  # it does not run here, or no bus does
        if core.load_env() or core.load_config():
            return None
        if version := os.environ.get("KDE_SESSION_VERSION"):
            from client.config.kwallet import start_kwallet  # noqa: PLC0415 - on KDE alone

            start_kwallet(version)
        return core.load_keyring("keyring.backends.SecretService.Keyring")
    return None


def is_empty(backend: "KeyringBackend") -> bool:
    """Whether there is no keyring yet; runs in the thread.

    `keyring` has the user make one, with a password, before it looks for a secret. A desktop's
    login makes one; that of a terminal server may not.
    """
    if type(backend).__module__ != "keyring.backends.SecretService":
        return False
    import secretstorage  # noqa: PLC0415 - it has come with the backend

    with closing(secretstorage.dbus_init()) as bus:
        try:
            secretstorage.get_collection_by_alias(bus, "default")
        except secretstorage.ItemNotFoundException:
            return not hasattr(backend, "preferred_collection")  # what somebody has configured
        return False


def _reason(error: BaseException) -> Sentence:
    """Say what a keyring's exception means; its own text might hold the secret."""
    if isinstance(error, SecretStoreError):
        return error.reason
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if "NoKeyringError" in kinds:
        return _ABSENT
    if kinds & {"InitError", "KeyringLocked", "LockedException", "PromptDismissedException"}:
        return _LOCKED
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    return Sentence("the system keyring failed ({kind})").format(kind=kind)
