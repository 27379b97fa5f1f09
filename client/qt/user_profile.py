"""The session that the user's settings and keyring lead to."""

from collections.abc import Mapping
from pathlib import Path
from typing import final

from msgspec.structs import replace

from client.config.credentials import ADMIN_VARIABLE, Secret, Secrets, find_secret
from client.config.settings import Loaded, Settings, load, require, save
from client.errors import AccountInUse, SettingsError, UnknownExtension
from client.new_session import live_session, new_session
from client.qt.profile import FORM_KEYS, Administrator, Form, Missing
from client.recording.recorder import Recorder
from client.sentence import Sentence, Words
from client.session import Session


@final
class UserProfile:
    """The user's own PBX.

    Args:
        options: from the command line, by the settings' names.
    """

    demo = False

    def __init__(
        self,
        options: Mapping[str, str | int | bool | None],
        environ: Mapping[str, str],
        path: Path,
        secrets: Secrets | None = None,
    ) -> None:
        self._options = options
        self._environ = environ
        self._path = path
        self._secrets = secrets or Secrets()
        self._known: tuple[str, Secret] | None = None
        self._opened: Settings | None = None
        self._keyring_works = True
        self._found: dict[str, str | None] = {}

    async def open(self, recorder: Recorder) -> Session | Missing:
        """See Profile."""
        loaded = load(self._options, self._environ, self._path, on_broken="set_aside")
        settings, set_aside = loaded.settings, str(loaded.set_aside or "")
        try:
            require(settings)
        except SettingsError as error:
            return Missing(error.key, set_aside=set_aside, unknown=loaded.unknown)
        # It may ask for its password. The window says what it waits for, and offers a way around.
        self._keyring_works = False
        secret = await find_secret(settings.account, self._environ, self._secrets, limited=False)
        self._keyring_works = not self._secrets.reason
        if secret is None:
            return Missing("secret", self._secrets.reason, set_aside)
        self._known = settings.account, secret
        self._opened = settings
        return new_session(settings, secret, recorder)

    def is_same(self, given: Mapping[str, object]) -> bool:
        """See Profile."""
        try:
            settings = load(given, {}, self._path).settings
        except SettingsError:
            return False
        opened = self._opened
        return (
            opened is not None and replace(settings, admin_username=opened.admin_username) == opened
        )

    def form(self) -> Form:
        """See Profile."""
        try:
            loaded = self._load()
        except SettingsError:  # somebody edits the file; `check` says what is wrong with it
            return Form(self._opened or Settings())
        here = (str(self._path), "default")
        fixed = {
            key: origin
            for key, origin in loaded.origin.items()
            if key in FORM_KEYS and origin not in here
        }
        known = self._known[0] if self._known else ""
        return Form(loaded.settings, fixed, known, self._keyring_works)

    async def check(self, settings: Settings, secret: Secret) -> None:
        """See Profile."""
        # The rest as the file has it by now: an error may have sent the user there.
        asked = {key: getattr(settings, key) for key in FORM_KEYS}
        loaded = load({**self._options, **asked}, self._environ, self._path)
        settings = loaded.settings
        if not secret and self._known and self._known[0] == settings.account:
            secret = self._known[1]
        try:
            await self._try(settings, secret)
        except UnknownExtension as error:
            if settings.endpoint or len(error.others) != 1:
                raise
            settings = replace(settings, endpoint=error.others[0])
            await self._try(settings, secret)
        phone = {"extension": settings.extension, "endpoint": settings.endpoint or None}
        self._found = {} if loaded.settings.endpoint else phone

    def save(self, settings: Settings, secret: Secret) -> None:
        """See Profile."""
        fixed = self.form().fixed
        values = {key: getattr(settings, key) for key in FORM_KEYS if key not in fixed}
        if self._found.get("endpoint") or "extension" not in fixed:
            values |= self._found
        save(values, self._path)
        if secret:
            self._secrets.remember(self._load().settings.account, secret)

    async def keep(self, secret: Secret) -> Words:
        """See Profile."""
        reason = await self._keep(self._load().settings.account, secret)
        self._keyring_works = not reason
        return reason

    async def administrator(self, *, limited: bool = True) -> Administrator:
        """See Profile."""
        own = self._load().settings
        settings = own.as_admin()
        if not settings.host:
            # `require` names the command line's options
            raise SettingsError("host", Sentence("is missing"))
        known = self._known
        agent = (own, known[1]) if known and known[0] == own.account else None
        secret = None
        if settings.username:
            secret = await find_secret(
                settings.account, self._environ, self._secrets, ADMIN_VARIABLE, limited=limited
            )
        from client.admin.history import history_of  # noqa: PLC0415 - for administrators alone

        keyring_works = not self._secrets.reason
        return Administrator(settings, secret, history_of(settings), keyring_works, agent)

    def save_administrator(self, admin: Administrator) -> None:
        """See Profile."""
        save({"admin_username": admin.settings.username}, self._path)
        self._secrets.remember(admin.settings.account, admin.secret or Secret(""))

    async def keep_administrator(self, admin: Administrator) -> Words:
        """See Profile."""
        return await self._keep(admin.settings.account, admin.secret or Secret(""))

    async def aclose(self) -> None:
        """See Profile."""

    async def _try(self, settings: Settings, secret: Secret) -> None:
        try:
            async with live_session(settings, secret):
                pass
        except AccountInUse:
            # By the open session: the PBX says no more of an account that may log in only once.
            if not self._known or self._known[0] != settings.account:
                raise

    async def _keep(self, account: str, secret: Secret) -> Words:
        """Keep it in the keyring; say why that did not take it."""
        kept = await self._secrets.keep(account, secret, limited=False)
        return "" if kept else self._secrets.reason

    def _load(self) -> Loaded:
        return load(self._options, self._environ, self._path)
