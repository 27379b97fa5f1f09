"""The words for outcomes, errors and endings, once for the window and the command line.

Every sentence says what happened and what to do. It is a template and its values: the
command line prints it in English, the window translates the template first (context
"Wording"; the function's name is what the translation tools look for).
"""

from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct, field

from client.calls.events import EndReason, Party
from client.errors import (
    AccountInUse,
    AccountTooWeak,
    ActionRejected,
    AuthenticationFailed,
    CertificateExpired,
    CertificateOfAnotherHost,
    CertificateOfUnknownAuthority,
    CertificateRefused,
    ChangedMeanwhile,
    ClientError,
    FileProblem,
    HearsNoCalls,
    HostNotFound,
    InvalidFile,
    InvalidNumbering,
    LinkError,
    NoSoundOutput,
    NotAdministrator,
    ProtocolError,
    SaveCutOff,
    SaveFailed,
    SaveUnderWay,
    SecretStoreError,
    SettingsError,
    ShuttingDown,
    SoundDeviceMissing,
    SoundFileUnusable,
    UnknownExtension,
)
from client.plain_text import one_line, some
from client.session import Outcome, PickupResult

if TYPE_CHECKING:
    from collections.abc import Mapping


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:  # noqa: N802 - the tools' name
    """Mark a text for translation; return it as it is."""
    return text


class Sentence(Struct, frozen=True):
    """A text for a person, e.g. Sentence("{who} took it.", {"who": "204 Desk 204"}).

    A value may be a sentence itself, to be translated before it is put in. Any other is perhaps a
    stranger's text, and shown in one line.
    """

    template: str
    values: "Mapping[str, str | Sentence]" = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format(
            **{
                key: one_line(value) if isinstance(value, str) else str(value)
                for key, value in self.values.items()
            }
        )


def party(who: Party) -> str:
    """Number and name as one reads them: "204 Desk 204", "204", or ""."""
    return f"{who.number} {who.name}".strip()


def clock_text(seconds: float) -> str:
    """A duration as a clock shows it: "0:07", "1:02:03"; the same in every language."""
    minutes, second = divmod(max(0, int(seconds)), 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02}:{second:02}" if hour else f"{minute}:{second:02}"


def caller(who: Party) -> Sentence:
    """The caller as one reads them: "First Caller (0455551234)"."""
    if who.name and who.number:
        return Sentence("{name} ({number})", {"name": who.name, "number": who.number})
    if who.number:
        return Sentence("{number}", {"number": who.number})
    if who.name:
        return Sentence("{name}", {"name": who.name})
    return Sentence(QT_TRANSLATE_NOOP("Wording", "Unknown caller"))


def _who_and_call(result: PickupResult) -> dict[str, str | Sentence]:
    return {
        "caller": caller((result.call.caller if result.call else result.caller) or Party()),
        "desk": party(result.desk or Party()),
        "by": party(result.by or Party()),
    }


_OUTCOMES = {
    Outcome.PICKED_UP: QT_TRANSLATE_NOOP("Wording", "You took {caller} from {desk}."),
    Outcome.TAKEN_BY_OTHER: QT_TRANSLATE_NOOP(
        "Wording", "{by} was faster and took {caller}. Nothing to do."
    ),
    Outcome.CALLER_GAVE_UP: QT_TRANSLATE_NOOP("Wording", "{caller} gave up before you got it."),
    Outcome.NOT_ALLOWED: QT_TRANSLATE_NOOP(
        "Wording", "That is not in your pickup groups, so you may not take it."
    ),
    Outcome.NOTHING_RINGING: QT_TRANSLATE_NOOP("Wording", "Nothing rings there now."),
    Outcome.PHONE_DID_NOT_ANSWER: QT_TRANSLATE_NOOP(
        "Wording",
        "Your phone did not take it. Look whether it is on, free, and set to answer by itself.",
    ),
    Outcome.NO_RIGHT: QT_TRANSLATE_NOOP(
        "Wording",
        "This account may not take that call. Ask the administrator for the right 'originate', or"
        " to set up your softphone.",
    ),
    Outcome.LINK_LOST: QT_TRANSLATE_NOOP(
        "Wording", "The link to the PBX is lost. Look at your phone before you try again."
    ),
}


_BLIND_OUTCOMES = {
    Outcome.NOTHING_RINGING: QT_TRANSLATE_NOOP(
        "Wording",
        "The PBX gave you no call. Nothing rings there that you may take, or somebody was faster.",
    ),
    Outcome.PHONE_DID_NOT_ANSWER: QT_TRANSLATE_NOOP(
        "Wording",
        "The PBX tells of no call that you took. Look at your phone: is it on, free, and has it "
        "dialled?",
    ),
}


def outcome(result: PickupResult) -> Sentence:
    """How a pickup ended, in one sentence."""
    template = _OUTCOMES[result.outcome]
    if result.outcome is Outcome.TAKEN_BY_OTHER and result.by is None:
        template = QT_TRANSLATE_NOOP("Wording", "Somebody else was faster and took {caller}.")
    if result.outcome is Outcome.NOTHING_RINGING and result.call is not None:
        template = QT_TRANSLATE_NOOP(
            "Wording", "{desk} stopped ringing before you got {caller}. Take it if it still rings."
        )
    if result.blind:
        template = _BLIND_OUTCOMES.get(result.outcome, template)
    return Sentence(template, _who_and_call(result))


def incomplete(since: float) -> Sentence:
    """What a list lacks whose account may not ask; `since` is its `complete_since`."""
    clock = datetime.fromtimestamp(since).astimezone().strftime("%H:%M:%S")
    return Sentence(
        QT_TRANSLATE_NOOP(
            "Wording", "What rang before {clock} is not shown, as this account may not ask for it."
        ),
        {"clock": clock},
    )


_ENDINGS = {
    EndReason.ANSWERED: QT_TRANSLATE_NOOP("Wording", "answered by {by}"),
    EndReason.PICKED_UP: QT_TRANSLATE_NOOP("Wording", "taken by {by}"),
    EndReason.CALLER_GAVE_UP: QT_TRANSLATE_NOOP("Wording", "caller gave up"),
    EndReason.FORWARDED: QT_TRANSLATE_NOOP("Wording", "forwarded"),
    EndReason.REJECTED: QT_TRANSLATE_NOOP("Wording", "rejected"),
    EndReason.NO_ANSWER: QT_TRANSLATE_NOOP("Wording", "nobody answered"),
    EndReason.ENDED: QT_TRANSLATE_NOOP("Wording", "ended"),
}


def ending(reason: EndReason, by: Party | None) -> Sentence:
    """Why a call rings no more, e.g. "taken by 204 Desk 204"."""
    if by is None and reason is EndReason.ANSWERED:
        return Sentence(QT_TRANSLATE_NOOP("Wording", "answered elsewhere"))
    if by is None and reason is EndReason.PICKED_UP:
        return Sentence(QT_TRANSLATE_NOOP("Wording", "taken by somebody"))
    return Sentence(_ENDINGS[reason], {"by": party(by or Party())})


_CERTIFICATES = {
    CertificateExpired: QT_TRANSLATE_NOOP(
        "Wording",
        "The PBX's certificate has expired. Ask the administrator to renew it, and check this "
        "computer's clock.",
    ),
    CertificateOfAnotherHost: QT_TRANSLATE_NOOP(
        "Wording",
        "The PBX's certificate is of another host ({detail}). "
        "Set the server to a name that is in the certificate.",
    ),
    CertificateOfUnknownAuthority: QT_TRANSLATE_NOOP(
        "Wording",
        "The PBX's certificate is of an authority that this computer does not know ({detail}). "
        "Set the file of its CA.",
    ),
    CertificateRefused: QT_TRANSLATE_NOOP(
        "Wording", "The PBX's certificate cannot be trusted ({detail})."
    ),
}


def error(problem: ClientError) -> Sentence:  # noqa: C901, PLR0911, PLR0912 - a sentence for each kind
    """What went wrong and what to do about it, in one sentence."""
    detail = {"detail": problem.detail} if isinstance(problem, LinkError) else {}
    match problem:
        case AuthenticationFailed():
            return Sentence(
                QT_TRANSLATE_NOOP(
                    "Wording", "The PBX refused the login. Check the account and the secret."
                )
            )
        case AccountInUse():
            return Sentence(
                QT_TRANSLATE_NOOP(
                    "Wording",
                    "The PBX lets this account log in only once, and it is logged in already. "
                    "Close the other program, or ask the administrator for "
                    "'allowmultiplelogin = yes' in manager.conf.",
                )
            )
        case ShuttingDown():
            return Sentence(
                QT_TRANSLATE_NOOP(
                    "Wording", "The PBX is shutting down, or starts anew, once its calls are over."
                )
            )
        case CertificateRefused():
            return Sentence(_CERTIFICATES[type(problem)], detail)
        case UnknownExtension():
            return Sentence(
                QT_TRANSLATE_NOOP(
                    "Wording", "The PBX knows no extension {detail}. Check your extension."
                ),
                detail,
            )
        case HearsNoCalls():
            return Sentence(
                QT_TRANSLATE_NOOP(
                    "Wording",
                    "This account hears of no calls. Ask the administrator to give it "
                    "'read = call,agent' in manager.conf and to reload the manager.",
                )
            )
        case NotAdministrator():
            return Sentence(
                QT_TRANSLATE_NOOP(
                    "Wording",
                    "The account {username} may not change pickup groups ({detail}). "
                    "Use one that has 'write = config,reporting,system' in manager.conf.",
                ),
                {**detail, "username": problem.username},
            )
        case AccountTooWeak():
            return Sentence(
                QT_TRANSLATE_NOOP(
                    "Wording",
                    "This account may not run '{detail}'. "
                    "Ask the administrator for the right 'reporting'.",
                ),
                detail,
            )
        case HostNotFound():
            return Sentence(
                QT_TRANSLATE_NOOP("Wording", "No host of this name is found. Check the server."),
                detail,
            )
        case ProtocolError():
            return Sentence(
                QT_TRANSLATE_NOOP(
                    "Wording",
                    "What answers there is not an Asterisk manager ({detail}). "
                    "Check server, port and TLS.",
                ),
                detail,
            )
        case LinkError():
            return Sentence(
                QT_TRANSLATE_NOOP(
                    "Wording",
                    "The PBX cannot be reached ({detail}). Check server, port and network.",
                ),
                detail,
            )
        case ActionRejected():
            return Sentence(
                QT_TRANSLATE_NOOP(
                    "Wording",
                    "The PBX refused '{action}' ({reason}). "
                    "Ask the administrator for an account that may do it.",
                ),
                {"action": problem.action, "reason": problem.reason},
            )
        case SettingsError(key=""):
            return Sentence(
                QT_TRANSLATE_NOOP("Wording", "The settings file {reason} ({origin})."),
                {"reason": problem.reason, "origin": problem.origin},
            )
        case SettingsError(origin=""):
            return Sentence(
                QT_TRANSLATE_NOOP("Wording", "The setting '{key}' {reason}."),
                {"key": problem.key, "reason": problem.reason},
            )
        case SettingsError():
            return Sentence(
                QT_TRANSLATE_NOOP("Wording", "The setting '{key}' {reason} ({origin})."),
                {"key": problem.key, "reason": problem.reason, "origin": problem.origin},
            )
        case InvalidFile():
            return Sentence(
                QT_TRANSLATE_NOOP("Wording", "Nothing was changed: in {where}, {reason}."),
                {"where": problem.where, "reason": problem.reason},
            )
        case FileProblem():
            return Sentence(
                QT_TRANSLATE_NOOP("Wording", "The file {path} {reason}."),
                {"path": problem.path, "reason": problem.reason},
            )
        case ChangedMeanwhile():
            return Sentence(
                QT_TRANSLATE_NOOP(
                    "Wording",
                    "Somebody else has changed this meanwhile: {what}. "
                    "Nothing was saved. Look at it again, then repeat your change.",
                ),
                {"what": problem.what},
            )
        case SaveUnderWay():
            return Sentence(
                QT_TRANSLATE_NOOP(
                    "Wording",
                    "Another save is under way, from this computer or by somebody else. "
                    "Nothing was saved; look at it again when that is over.",
                )
            )
        case SaveCutOff():
            return Sentence(
                QT_TRANSLATE_NOOP(
                    "Wording",
                    "An earlier save was cut off ({path}). Take it back with 'cornetta admin "
                    "undo', complete it with 'cornetta admin finish', or leave all as it is "
                    "with 'cornetta admin leave'.",
                ),
                {"path": problem.path},
            )
        case SaveFailed(left=()):
            return Sentence(
                QT_TRANSLATE_NOOP(
                    "Wording",
                    "The PBX refused a change ({step}: {reason}). All is as it was before.",
                ),
                {"step": problem.step, "reason": problem.reason},
            )
        case SaveFailed():
            return Sentence(
                QT_TRANSLATE_NOOP(
                    "Wording",
                    "A change failed ({step}: {reason}). These could not be taken back: {left}.",
                ),
                {
                    "step": problem.step,
                    "reason": problem.reason,
                    "left": some(problem.left),
                },
            )
        case InvalidNumbering():
            return Sentence(
                QT_TRANSLATE_NOOP("Wording", "The {what} {reason}."),
                {"what": problem.what, "reason": problem.reason},
            )
        case SecretStoreError():
            return Sentence(
                QT_TRANSLATE_NOOP("Wording", "The secret could not be kept: {reason}."),
                {"reason": problem.reason},
            )
        case SoundFileUnusable():
            return Sentence(
                QT_TRANSLATE_NOOP(
                    "Wording",
                    "The sound file {path} cannot be played ({reason}). You hear the usual one.",
                ),
                {"path": problem.path, "reason": problem.reason},
            )
        case SoundDeviceMissing():
            return Sentence(
                QT_TRANSLATE_NOOP(
                    "Wording",
                    "The sound device {device} is not there, or is busy. "
                    "You hear the alerts on the usual one.",
                ),
                {"device": problem.device},
            )
        case NoSoundOutput():
            return Sentence(
                QT_TRANSLATE_NOOP(
                    "Wording",
                    "This computer plays no sound. Alerts are shown, but cannot be heard.",
                )
            )
        case _:
            return Sentence("{problem}", {"problem": str(problem)})
