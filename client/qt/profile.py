"""What the window asks of what provides its session: the user's settings, the demo, or a test."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct, field
from msgspec.structs import replace

from client.config.credentials import Secret
from client.config.settings import Settings, Unknown
from client.recording.recorder import Recorder
from client.sentence import Words
from client.session import Session

if TYPE_CHECKING:
    from client.admin.history import History

FORM_KEYS = ("host", "port", "tls", "username", "extension")
"""The settings that the dialog asks for; the others are for the file."""


SLOW_KEYRING_S = 1.0
"""After which a window offers to go on without the keyring, which may be locked or hang.

No dialog opens by itself: one may be typing the keyring's password.
"""


class Missing(Struct, frozen=True):
    """There can be no session yet.

    Attributes:
        key: the setting, or "secret".
        reason: why it is not there, if there is more to say than that.
        set_aside: where a broken settings file was moved to; "" for none.
        unknown: one of these names may be meant to be the key.
    """

    key: str
    reason: Words = ""
    set_aside: str = ""
    unknown: Unknown = Unknown()


class Form(Struct, frozen=True):
    """What the settings dialog begins with.

    Attributes:
        fixed: settings that the file cannot change, and who sets them.
        known: the account whose secret is known and need not be typed again; "" for none.
        keyring_works: whether the keyring can be offered to keep the secret.
    """

    settings: Settings
    fixed: Mapping[str, Words] = field(default_factory=dict)
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
        """Try to connect; find my phone, if the PBX has my extension by another name.

        Args:
            settings: how.
            secret: "" for the one that is known.

        Raises:
            ClientError: which child says what is wrong.
        """

    def save(self, settings: Settings, secret: Secret) -> None:
        """Keep what was checked, for the next `open`; the secret for this run only.

        Args:
            settings: those of FORM_KEYS are kept, and the name of the phone that `check` found.
            secret: of the account in `settings`; "" leaves the one that is known.

        Raises:
            SettingsError: the file cannot be written.
        """

    async def keep(self, secret: Secret) -> Words:
        """Put the saved secret into the system's keyring; one may make or unlock that in peace.

        Returns:
            Why it is kept for this run only; "" otherwise.
        """

    async def administrator(self, *, limited: bool = True) -> Administrator:
        """How the pickup groups are changed; the agent's own account stays out of it.

        Args:
            limited: wait some seconds for the keyring. Else one may unlock it in peace.

        Raises:
            SettingsError: it is not known which PBX.
        """

    def save_administrator(self, admin: Administrator) -> None:
        """Keep an account that is good: its name in the settings, its secret for this run only.

        Raises:
            SettingsError: the file cannot be written.
        """

    async def keep_administrator(self, admin: Administrator) -> Words:
        """Do with its secret as `keep` does."""

    async def aclose(self) -> None:
        """Give back what it holds."""
