"""Every exception class that Cornetta raises.

They carry data, and reasons in a few words: `client.error_wording` makes the sentences that a
person reads.
"""

from collections.abc import Collection, Sequence
from typing import Self

from client.others_words import system_words
from client.sentence import Sentence, Words, some, untranslated

_NO_DETAIL = untranslated("")


class ClientError(Exception):
    """The one base class."""


class SettingsError(ClientError):
    """A setting is missing or cannot be used.

    Attributes:
        key: the setting's name, e.g. "port"; "" when the whole file is meant.
        reason: what is wrong with it, in a few words.
        origin: where the value comes from, e.g. the file's path.
    """

    def __init__(self, key: str, reason: Sentence, origin: Words = "") -> None:
        super().__init__(key, reason, origin)
        self.key = key
        self.reason = reason
        self.origin = origin


class WrongOption(SettingsError):
    """An option of the command line, which speaks English, cannot be used."""

    def __init__(self, option: str, reason: str) -> None:
        super().__init__(option, untranslated(reason))


class SecretStoreError(ClientError):
    """The system's keyring did not take or give the secret; `reason` says why."""

    def __init__(self, reason: Sentence) -> None:
        super().__init__(reason)
        self.reason = reason


class SoundDeviceMissing(ClientError):
    """The chosen output device is not there, or is busy; the system's own is used instead."""

    def __init__(self, device: str) -> None:
        super().__init__(device)
        self.device = device


class NoSoundOutput(ClientError):
    """This computer plays no sound; `reason` is for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class LinkError(ClientError):
    """The PBX could not be reached or does not let us in; `detail` is for the log."""

    def __init__(self, detail: Sentence = _NO_DETAIL) -> None:
        super().__init__(detail)
        self.detail = detail


class _OfAName(LinkError):
    """One whose `detail` is a name, which is the same in every language."""

    def __init__(self, detail: str) -> None:
        super().__init__(untranslated(detail))


class ConnectionLost(LinkError):
    """No connection, or it broke. Trying again may help."""


class LinkBroke(ConnectionLost):
    """It broke after the PBX had greeted us."""


class StoodStill(ConnectionLost):
    """This computer slept, or was too busy: what arrived meanwhile is old. The PBX did nothing."""

    def __init__(self, seconds: float) -> None:
        text = Sentence("this computer stood still for {seconds} s")
        super().__init__(text.format(seconds=f"{seconds:.0f}"))
        self.seconds = seconds


class NoNetwork(ConnectionLost):
    """No name server answers, or no network leads there: the PBX has nothing to do with it."""


class HostNotFound(_OfAName, ConnectionLost):
    """The host's name does not resolve."""


class ProtocolError(LinkError):
    """What answers there does not speak AMI."""


class SaysNothing(ProtocolError):
    """It accepts the connection and sends no greeting: Asterisk hangs, or it waits for TLS."""


class CertificateRefused(LinkError):
    """TLS: the server's certificate cannot be trusted. An administrator can mend it."""


class CertificateExpired(CertificateRefused):
    """Its time is over."""


class CertificateOfAnotherHost(CertificateRefused):
    """It is for another name than the one that was asked for."""


class CertificateOfUnknownAuthority(CertificateRefused):
    """None of the authorities that are known here has signed it."""


class AuthenticationFailed(LinkError):
    """The PBX refused the account or its secret. Trying again cannot help."""


class ShuttingDown(ConnectionLost):
    """The PBX waits for its calls to end, and takes no action until it has started anew."""


class AccountInUse(LinkError):
    """The PBX lets an account in only once, and it is in: perhaps on a link that broke just now."""


class UnknownExtension(_OfAName):
    """The PBX has no endpoint of this name; `detail` is the extension.

    Attributes:
        others: the endpoints that have its number under another name.
    """

    def __init__(self, detail: str, others: Sequence[str] = ()) -> None:
        super().__init__(detail)
        self.others = others


class AccountTooWeak(_OfAName):
    """The account may log in but not do what is needed; `detail` is the refused action."""


class HearsNoCalls(AccountTooWeak):
    """The account is sent no event of a call; `detail` is what it may read, as configured."""


class NotAdministrator(AccountTooWeak):
    """The account may not change pickup groups; `detail` names the actions that it may not run."""

    def __init__(self, username: str, lacks: Collection[str]) -> None:
        super().__init__(", ".join(sorted(lacks)))
        self.username = username


class ActionRejected(ClientError):
    """The PBX answered an action with an error.

    Attributes:
        action: the action's name, e.g. "Getvar".
        reason: the PBX's own words, e.g. "Permission denied".
    """

    def __init__(self, action: str, reason: Sentence) -> None:
        super().__init__(action, reason)
        self.action = action
        self.reason = reason

    @property
    def no_right(self) -> bool:
        """True when the account may not run this action."""
        return "permission" in str(self.reason).lower()

    @property
    def no_extension(self) -> bool:
        """True when the dialplan lacks what was to be dialled. Source: Asterisk 16 to 23."""
        return str(self.reason).startswith("Extension does not exist")


class ActionTimeout(ConnectionLost):
    """The PBX did not answer an action in time; that has ended the connection."""


class InvalidNumbering(ClientError):
    """A number range, number, service code or name that the rules do not allow.

    Attributes:
        what: what it was meant to be, e.g. "range".
        reason: what is wrong with it, in a few words.
    """

    def __init__(self, what: Sentence, reason: Sentence) -> None:
        super().__init__(what, reason)
        self.what = what
        self.reason = reason


class CoversExtensions(InvalidNumbering):
    """A range whose numbers extensions have; it may be meant so, and somebody has to say it.

    Attributes:
        pattern: the range.
        extensions: who has them, "101 Anna".
    """

    def __init__(self, pattern: str, extensions: Sequence[str]) -> None:
        reason = Sentence("{range} covers the extensions {extensions}")
        listed = ", ".join(extensions)
        super().__init__(Sentence("range"), reason.format(range=pattern, extensions=listed))
        self.pattern = pattern
        self.extensions = tuple(extensions)


class InvalidFile(ClientError):
    """A file that cannot be read, written or taken over.

    Attributes:
        where: the file, or the row in it, e.g. "row 3".
        reason: what is wrong with it, in a few words.
    """

    def __init__(self, where: Words, reason: Sentence) -> None:
        super().__init__(where, reason)
        self.where = where
        self.reason = reason


class NotImported(InvalidFile):
    """A file that is to be imported: the command line alone does that, and speaks English."""

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(where, untranslated(reason))


class InvalidRows(NotImported):
    """Several rows of a file; `where` and `reason` are the first one's.

    Attributes:
        rows: all of them, e.g. "row 3: extension 999 does not exist".
    """

    def __init__(self, wrong: Sequence[NotImported]) -> None:
        super().__init__(str(wrong[0].where), str(wrong[0].reason))
        self.rows = [f"{one.where}: {one.reason}" for one in wrong]


class NotWritten(InvalidFile):
    """What a save needs could not be written: on this computer, or to the PBX's database."""


class FileProblem(ClientError):
    """A file that cannot be written or read; `reason` says why, in a few words."""

    def __init__(self, path: str, reason: Sentence) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason


class FileNotWritten(FileProblem):
    """A recording, a report, or what Asterisk includes cannot be written."""

    @classmethod
    def because_of(cls, error: OSError | ValueError, path: str) -> Self:
        """What the system says of it is the reason."""
        return cls(path, Sentence("cannot be written ({why})").format(why=system_words(error)))


class SoundFileUnusable(FileProblem):
    """A sound file is missing or cannot be played; one of our own is heard instead."""


class ChangedMeanwhile(ClientError):
    """Somebody else has changed what was to be saved; nothing is written. `what` names it."""

    def __init__(self, *what: Sentence) -> None:
        super().__init__(*what)
        self.what = some(what)


class SaveUnderWay(ClientError):
    """Somebody else is saving just now, on this computer or elsewhere; nothing was written."""


class SaveCutOff(ClientError):
    """A save was cut off; `path` is its file."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class SaveFailed(ClientError):
    """A step of a save failed.

    Attributes:
        step: the step, in words.
        reason: the PBX's, in words.
        left: the steps that could not be taken back; empty when the PBX is as before.
    """

    def __init__(self, step: Sentence, reason: Sentence, left: tuple[Sentence, ...] = ()) -> None:
        super().__init__(step, reason, left)
        self.step = step
        self.reason = reason
        self.left = left


class InvalidValue(ClientError, ValueError):
    """A value that must not go into an AMI header: it holds a line end or is too long."""
