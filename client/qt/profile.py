"""Where the window's session comes from: the user's settings and keyring, or the demo PBX.

A test may bring its own Profile; the window cannot tell.
"""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, final

from msgspec import Struct, field
from msgspec.structs import replace

from client.config.credentials import ADMIN_VARIABLE, Secret, Secrets, find_secret
from client.config.settings import Loaded, Settings, load, require, save
from client.errors import AccountInUse, ConnectionLost, SettingsError
from client.new_session import new_session
from client.recording.recorder import Recorder
from client.session import Session
from client.tasks import TaskOwner

if TYPE_CHECKING:
    from client.admin.history import History

FORM_KEYS = ("host", "port", "tls", "username", "extension")
"""The settings that the dialog asks for; the others are for the file."""


class Missing(Struct, frozen=True):
    """There can be no session yet.

    Attributes:
        key: the setting, or "secret".
        reason: why it is not there, if there is more to say than that.
        set_aside: where a broken settings file was moved to; "" for none.
    """

    key: str
    reason: str = ""
    set_aside: str = ""


class Form(Struct, frozen=True):
    """What the settings dialog begins with.

    Attributes:
        fixed: settings that the file cannot change, and who sets them.
        known: the account whose secret is known and need not be typed again; "" for none.
        keyring_works: whether the keyring can be offered to keep the secret.
    """

    settings: Settings
    fixed: Mapping[str, str] = field(default_factory=dict)
    known: str = ""
    keyring_works: bool = True


class Administrator(Struct, frozen=True):
    """How the pickup groups of the PBX are changed.

    Attributes:
        settings: the link, with the administrator's account; its name may be "" still.
        secret: None when it has to be asked.
        history: the saves from this computer.
        keyring_works: whether the keyring can be offered to keep the secret.
        agent: the agent's own link and secret, which may do to look; None when not known.
    """

    settings: Settings
    secret: Secret | None
    history: "History"
    keyring_works: bool = True
    agent: tuple[Settings, Secret] | None = None

    def of(self, username: str, secret: Secret) -> "Administrator":
        """The same with another account."""
        return replace(self, settings=replace(self.settings, username=username), secret=secret)


class Profile(Protocol):
    """One way to a session."""

    @property
    def demo(self) -> bool:
        """Whether it is the demo: nothing to set, and said in the title."""

    async def open(self, recorder: Recorder) -> Session | Missing:
        """Make a session that is recorded; it does not run yet.

        Raises:
            SettingsError: the settings cannot be used.
        """

    def is_same(self, given: Mapping[str, object]) -> bool:
        """Whether these settings, over those of the file, lead to the calls of the open session."""

    def form(self) -> Form:
        """What is set now."""

    async def check(self, settings: Settings, secret: Secret) -> None:
        """Try to connect.

        Args:
            settings: how.
            secret: "" for the one that is known.

        Raises:
            ClientError: which child says what is wrong.
        """

    async def save(self, settings: Settings, secret: Secret, *, keep: bool) -> str:
        """Keep what was checked, for the next `open`.

        Args:
            settings: those of FORM_KEYS are kept.
            secret: of the account in `settings`; "" leaves the one that is known.
            keep: put the secret into the system's keyring; else it is for this run only.

        Returns:
            Why the secret is kept for this run only though `keep` was asked; "" otherwise.

        Raises:
            SettingsError: the file cannot be written.
        """

    async def administrator(self) -> Administrator:
        """How the pickup groups are changed; the agent's own account stays out of it.

        Raises:
            SettingsError: it is not known which PBX.
        """

    async def keep_administrator(self, admin: Administrator, *, keep: bool) -> str:
        """Keep an account that is good: its name in the settings, its secret as `save` does."""

    async def aclose(self) -> None:
        """Give back what it holds."""


@final
class UserProfile:
    """The user's own PBX.

    Args:
        options: from the command line, by the settings' names.
        environ: the environment's variables.
        path: the settings' file.
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

    async def open(self, recorder: Recorder) -> Session | Missing:
        """See Profile."""
        loaded = self._load()
        settings, set_aside = loaded.settings, str(loaded.set_aside or "")
        try:
            require(settings)
        except SettingsError as error:
            return Missing(error.key, set_aside=set_aside)
        secret = await find_secret(settings.account, self._environ, self._secrets)
        if secret is None:
            self._keyring_works = not self._secrets.reason
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
        except SettingsError:
            return Form(Settings())
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
        known, its_secret = self._known or ("", Secret(""))
        if not secret and known == settings.account:
            secret = its_secret
        session = new_session(settings, secret)
        tasks = TaskOwner()
        try:
            tasks.start(session.run(), name="check of the settings")
            await session.ready()
        except AccountInUse:
            # By the open session: the PBX says no more of an account that may log in only once.
            if known != settings.account:
                raise
        finally:
            await tasks.aclose()

    async def save(self, settings: Settings, secret: Secret, *, keep: bool) -> str:
        """See Profile."""
        fixed = self.form().fixed
        values = {key: getattr(settings, key) for key in FORM_KEYS if key not in fixed}
        save(values, self._path)
        account = self._load().settings.account
        return await self._keep(account, secret, keep=keep) if secret else ""

    async def administrator(self) -> Administrator:
        """See Profile."""
        own = self._load().settings
        settings = own.as_admin()
        require(settings, "host")
        known = self._known
        agent = (own, known[1]) if known and known[0] == own.account else None
        secret = None
        if settings.username:
            secret = await find_secret(
                settings.account, self._environ, self._secrets, ADMIN_VARIABLE
            )
        from client.admin.history import history_of  # noqa: PLC0415 - for administrators alone

        history = history_of(f"{settings.host}_{settings.effective_port}")
        return Administrator(settings, secret, history, not self._secrets.reason, agent)

    async def keep_administrator(self, admin: Administrator, *, keep: bool) -> str:
        """See Profile."""
        save({"admin_username": admin.settings.username}, self._path)
        return await self._keep(admin.settings.account, admin.secret or Secret(""), keep=keep)

    async def aclose(self) -> None:
        """See Profile."""

    async def _keep(self, account: str, secret: Secret, *, keep: bool) -> str:
        """Keep it for this run, or in the keyring; say why the keyring did not take it."""
        if not keep:
            self._secrets.remember(account, secret)
            return ""
        return "" if await self._secrets.keep(account, secret) else self._secrets.reason

    def _load(self) -> Loaded:
        return load(self._options, self._environ, self._path, on_broken="set_aside")


@final
class DemoProfile:
    """A small office that rings all by itself, in this process, over real TCP.

    Args:
        seed: the same calls each time; None = others.
    """

    demo = True

    def __init__(self, seed: int | None = None) -> None:
        self._seed = seed
        self._stack = AsyncExitStack()
        self._admin: Administrator | None = None
        self._settings = Settings()

    async def open(self, recorder: Recorder) -> Session | Missing:
        """See Profile."""
        # The simulator is loaded only where it is used.
        from client.demo import demo_pbx  # noqa: PLC0415

        access = await self._stack.enter_async_context(demo_pbx(self._seed))
        self._admin = Administrator(*access.admin)
        self._settings = access.settings
        return new_session(access.settings, access.secret, recorder)

    def is_same(self, given: Mapping[str, object]) -> bool:
        """See Profile."""
        del given  # there is one demo
        return True

    def form(self) -> Form:
        """See Profile."""
        return Form(self._settings)

    async def check(self, settings: Settings, secret: Secret) -> None:
        """See Profile."""

    async def save(self, settings: Settings, secret: Secret, *, keep: bool) -> str:
        """See Profile."""
        del settings, secret, keep
        return ""

    async def administrator(self) -> Administrator:
        """See Profile."""
        if self._admin is None:
            raise ConnectionLost("the demo has not begun")
        return self._admin

    async def keep_administrator(self, admin: Administrator, *, keep: bool) -> str:
        """See Profile."""
        del admin, keep
        return ""

    async def aclose(self) -> None:
        """See Profile."""
        await self._stack.aclose()
