"""The secret of the manager account: kept by the system's keyring, or for this run only.

It never goes into a file, a log or the text of an exception.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

from client.config.keyring_thread import KeyringThread, best_backend, is_empty
from client.errors import SecretStoreError, SettingsError
from client.sentence import Sentence, Words, untranslated

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

VARIABLE = "CORNETTA_SECRET"
ADMIN_VARIABLE = "CORNETTA_ADMIN_SECRET"
SERVICE = "cornetta"
"""The name under which the keyring lists the secrets."""
LIMIT_S = 8.0
COMMAND_LINE_LIMIT_S = 5.0

_FORGETFUL = Sentence("the system keyring took the secret but does not give it back")


class Secret:
    """A secret that no repr, log or format shows; "" is falsy. It cannot be pickled."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself, for the login and the keyring alone."""
        return self._text

    def __bool__(self) -> bool:
        """Whether there is one."""
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        """Whether the other is a secret with the same text."""
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        """Follow equality."""
        return hash(self._text)

    def __repr__(self) -> str:
        """Hide the text."""
        return "•••"

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled or copied."""
        raise TypeError("a secret is not written anywhere")


class Secrets:
    """The secrets of all accounts; an account is a key such as "cornetta@pbx:5038".

    What this run was told last counts, whatever the keyring says. Works in any asyncio loop.

    Args:
        limit_s: how long the keyring may take for one answer, in seconds.

    Attributes:
        reason: why the last call could not use the keyring, in words that end a sentence ("The
            secret is kept for this session only: {reason}."); "" when it could.
    """

    def __init__(self, limit_s: float = LIMIT_S) -> None:
        self.reason: Words = ""
        self._told: dict[str, Secret] = {}  # in this run
        self._wanted: dict[str, Secret] = {}  # what the keyring is to hold
        self._thread = KeyringThread(limit_s)

    async def get(self, account: str, *, limited: bool = True) -> Secret | None:
        """Return the secret, or None when nobody told it or the keyring cannot (see `reason`).

        Args:
            limited: give up at the limit. Else one may unlock the keyring in peace.
        """
        self.reason = ""
        if account in self._told:
            return self._told[account]
        try:
            return await self._thread.run(
                lambda: self._read(best_backend(), account), limited=limited
            )
        except SecretStoreError as error:
            self.reason = error.reason
            return None

    def told(self, account: str) -> Secret | None:
        """Return the secret that somebody told in this run; the keyring is not asked."""
        return self._told.get(account)

    def remember(self, account: str, secret: Secret) -> None:
        """Keep the secret for this run only; the keyring is not asked."""
        self._told[account] = secret
        self._wanted.pop(account, None)

    async def keep(self, account: str, secret: Secret, *, limited: bool = True) -> bool:
        """Return True when the keyring holds what is wanted by then; else see `reason`.

        The secret is remembered for this run in any case.

        Args:
            limited: as of `get`.
        """
        self._told[account] = self._wanted[account] = secret
        self.reason = ""
        try:
            kept = await self._thread.run(lambda: self._write(account), limited=limited)
        except SecretStoreError as error:
            self.reason = error.reason
            return False
        if not kept:
            self.reason = _FORGETFUL
        return kept

    def _read(self, backend: "KeyringBackend", account: str) -> Secret | None:
        text = None if is_empty(backend) else backend.get_password(SERVICE, account)
        return None if text is None else Secret(text)

    def _write(self, account: str) -> bool:
        """Bring the keyring to what is wanted by now, and return whether it then holds that.

        A prompt may have taken minutes, and the user may have changed their mind meanwhile.
        """
        backend = best_backend()
        from keyring.errors import PasswordDeleteError  # noqa: PLC0415 - slow to import

        while True:
            wanted = self._wanted.get(account)
            if wanted is not None:
                backend.set_password(SERVICE, account, wanted.reveal())
            else:
                with suppress(PasswordDeleteError):  # there was none
                    backend.delete_password(SERVICE, account)
            if self._wanted.get(account) == wanted:
                return self._read(backend, account) == wanted


async def find_secret(
    account: str,
    environ: Mapping[str, str],
    secrets: Secrets,
    *variables: str,
    limited: bool = True,
) -> Secret | None:
    """Return the secret for one run: what was told in it, else a variable's, else the keyring's.

    None: the caller asks on the terminal, or gives up with `secret_not_known`.

    Args:
        variables: of the environment, the first that is set counts; none given: CORNETTA_SECRET.
        limited: see `Secrets.get`.
    """
    if told := secrets.told(account):
        return told
    for variable in variables or [VARIABLE]:
        if text := environ.get(variable):
            return Secret(text)
    return await secrets.get(account, limited=limited)


def secret_not_known(variable: str, secrets: Secrets) -> SettingsError:
    """What to raise where `find_secret` found none, not in `variable` either."""
    why = f"as {secrets.reason}" if secrets.reason else "or run cornetta to keep it in the keyring"
    return SettingsError("secret", untranslated(f"is not set; set {variable}, {why}"))
