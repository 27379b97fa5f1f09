"""The words for outcomes and endings, once for the window and the command line.

Every sentence says what happened and what to do. It is a template and its values: the
command line prints it in English, the window translates the template first (context
"Wording"; the function's name is what the translation tools look for).
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec import Struct, field

from client.calls.events import EndReason, Party
from client.plain_text import one_line
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


def time_of_day(at: float) -> str:
    """The time here, with its seconds: "12:01:05"."""
    return datetime.fromtimestamp(at, UTC).astimezone().strftime("%H:%M:%S")


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
    return Sentence(
        QT_TRANSLATE_NOOP(
            "Wording", "What rang before {clock} is not shown, as this account may not ask for it."
        ),
        {"clock": time_of_day(since)},
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
