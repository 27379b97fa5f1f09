"""The words for outcomes and endings, once for the window and the command line.

Every sentence says what happened and what to do. It is a template and its values: the
command line prints it in English, the window translates the template first.
"""

from datetime import UTC, datetime

from client.calls.events import EndReason, Party
from client.plain_text import MAX_LENGTH, one_line
from client.sentence import Sentence, Words
from client.session import Outcome, PickupResult


def party(who: Party | None) -> str:
    """Number and name as one reads them: "204 Desk 204", "204", or ""."""
    return f"{who.number} {who.name}".strip() if who else ""


def time_of_day(at: float) -> str:
    """The time here, with its seconds: "12:01:05"."""
    return datetime.fromtimestamp(at, UTC).astimezone().strftime("%H:%M:%S")


def clock_text(seconds: float) -> str:
    """A duration as a clock shows it: "0:07", "1:02:03"; the same in every language."""
    minutes, second = divmod(max(0, int(seconds)), 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02}:{second:02}" if hour else f"{minute}:{second:02}"


def span_text(seconds: float) -> str:
    """A duration roughly: "12 s", "5 min", "9 h"; the same in every language."""
    for unit_s, unit in (3600, "h"), (60, "min"):
        if seconds >= 2 * unit_s:
            return f"{seconds // unit_s:.0f} {unit}"
    return f"{int(seconds)} s"


def caller(who: Party) -> Sentence:
    """The caller as one reads them: "First Caller (0455551234)"."""
    if who.name and who.number:
        name = one_line(who.name, MAX_LENGTH // 2)  # or the number would be cut off
        return Sentence("{name} ({phone_number})").format(name=name, phone_number=who.number)
    if who.number:
        return Sentence("{phone_number}").format(phone_number=who.number)
    if who.name:
        return Sentence("{name}").format(name=who.name)
    return Sentence("Unknown caller")


def _who_and_call(result: PickupResult) -> dict[str, Words]:
    return {
        "caller": caller((result.call.caller if result.call else result.caller) or Party()),
        "desk": party(result.desk),
        "by": party(result.by),
    }


_OUTCOMES = {
    Outcome.PICKED_UP: Sentence("You took {caller} from {desk}."),
    Outcome.TAKEN_BY_OTHER: Sentence("{by} was faster and took {caller}. Nothing to do."),
    Outcome.CALLER_GAVE_UP: Sentence("{caller} gave up before you got it."),
    Outcome.NOT_ALLOWED: Sentence("That is not in your pickup groups, so you may not take it."),
    Outcome.NOTHING_RINGING: Sentence("Nothing rings there now that you may take."),
    Outcome.PHONE_DID_NOT_ANSWER: Sentence(
        "Your phone did not take it. Check that it is on, free, and set to answer automatically.",
    ),
    Outcome.NOT_PUT_THROUGH: Sentence(
        "Your phone answered, but the PBX did not put {caller} through. If that happens each time,"
        " ask the administrator: the PBX's log says why.",
    ),
    Outcome.NO_CODES: Sentence(
        "The PBX lacks the pickup codes of this Cornetta: your phone was not rung. Ask the"
        " administrator to run 'cornetta provision' and to include what it writes."
    ),
    Outcome.NO_RIGHT: Sentence(
        "This account may not take that call. Ask the administrator for the right 'originate', or"
        " to set up your softphone.",
    ),
    Outcome.LINK_LOST: Sentence(
        "The link to the PBX is lost. Look at your phone before you try again."
    ),
}


_BLIND_OUTCOMES = {
    Outcome.NOTHING_RINGING: Sentence(
        "The PBX gave you no call. Nothing rings there that you may take, or somebody was faster.",
    ),
    Outcome.PHONE_DID_NOT_ANSWER: Sentence(
        "The PBX tells of no call that you took. Look at your phone: is it on, free, and has it "
        "dialled?",
    ),
}


def outcome(result: PickupResult) -> Sentence:
    """How a pickup ended, in one sentence."""
    template = _OUTCOMES[result.outcome]
    if result.outcome is Outcome.TAKEN_BY_OTHER and result.by is None:
        template = Sentence("Somebody else was faster and took {caller}.")
    if result.outcome is Outcome.NOTHING_RINGING and result.call is not None:
        template = Sentence(
            "{desk} stopped ringing before you got {caller}. Take it if it still rings."
        )
    if result.no_code and result.call is None:
        template = Sentence(
            "This account dials codes to take calls, and no code has letters. Name a number, or"
            " take the most recent call of all your groups."
        )
    elif result.no_code:
        template = Sentence(
            "This account dials codes to take calls, and no code means {caller} alone. Take the"
            " most recent call, or ask the administrator for the right 'originate'."
        )
    if result.blind:
        template = _BLIND_OUTCOMES.get(result.outcome, template)
    return template.format(**_who_and_call(result))


def incomplete(since: float) -> Sentence:
    """What a list lacks whose account may not ask; `since` is its `complete_since`."""
    text = Sentence("What rang before {clock} is not shown, as this account may not ask for it.")
    return text.format(clock=time_of_day(since))


_ENDINGS = {
    EndReason.ANSWERED: Sentence("answered by {by}"),
    EndReason.PICKED_UP: Sentence("taken by {by}"),
    EndReason.CALLER_GAVE_UP: Sentence("caller gave up"),
    EndReason.FORWARDED: Sentence("forwarded"),
    EndReason.REJECTED: Sentence("rejected"),
    EndReason.NO_ANSWER: Sentence("nobody answered"),
    EndReason.ENDED: Sentence("ended"),
}


def ending(reason: EndReason, by: Party | None) -> Sentence:
    """Why a call rings no more, e.g. "taken by 204 Desk 204"."""
    if by is None and reason is EndReason.ANSWERED:
        return Sentence("answered elsewhere")
    if by is None and reason is EndReason.PICKED_UP:
        return Sentence("taken by somebody")
    return _ENDINGS[reason].format(by=party(by))
