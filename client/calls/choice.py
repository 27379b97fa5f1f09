"""Which call a pickup takes: generic, by group, by extension, or this very call."""

from collections.abc import Sequence
from enum import Enum

from msgspec import Struct

from client.calls.call import Call, CallId, Leg
from client.calls.groups import PickupGroup, find_group
from client.calls.ringing import RingingCalls
from client.typed import with_phone_keys


class AnyCall(Struct, frozen=True):
    """The most recent ringing call of all my groups."""


class CallOfGroup(Struct, frozen=True):
    """The most recent ringing call of one group."""

    number: str


class CallAtExtension(Struct, frozen=True):
    """The most recent call that rings at one extension."""

    extension: str


class ThisCall(Struct, frozen=True):
    """One call and no other."""

    id: CallId


Target = AnyCall | CallOfGroup | CallAtExtension | ThisCall


def target_of(wanted: object, pbx: str) -> Target:
    """What a command names: {"group": N}, {"exten": N} or {"call": ID}; else any call."""
    match wanted:
        case {"group": str(number)}:
            return CallOfGroup(with_phone_keys(number))
        case {"exten": str(number)}:
            return CallAtExtension(with_phone_keys(number))
        case {"call": str(call_id)}:
            return ThisCall(CallId(pbx, call_id))
        case _:
            return AnyCall()


class Code(Struct, frozen=True):
    """A pickup code: the PBX decides what it takes. It is dialled after the service code."""

    dialled: str


class Choice(Struct, frozen=True):
    """What will be taken.

    Attributes:
        leg: through which the call is taken. Only one: were several named, of two agents who go
            for the same call each could get one, and both would think that they have the caller.
        code: what a handset dials to take the same; None when no code means just this call.
    """

    call: Call
    leg: Leg
    code: Code | None = None


class Refusal(Enum):
    """Why there is nothing to take."""

    NOTHING_RINGING = "nothing_ringing"
    NOT_ALLOWED = "not_allowed"


def choose(
    target: Target, ringing: RingingCalls, groups: Sequence[PickupGroup]
) -> Choice | Refusal:
    """Pick the call for `target` among those that ring now in `groups`, which are mine.

    Membership is checked here: `PickupChan` on the PBX checks none.
    """
    match target:
        case ThisCall():
            call = ringing.get(target.id)
            return _this(call, ringing) if call else Refusal.NOTHING_RINGING
        case AnyCall():
            calls = ringing.newest_first()
            return _newest([Choice(call, call.legs[0], Code("")) for call in calls])
        case CallOfGroup():
            group = find_group(groups, target.number)
            if group is None:
                return Refusal.NOT_ALLOWED
            return _newest(
                [
                    Choice(call, legs[0], _code(group.number))
                    for call in ringing.newest_first()
                    if (legs := call.within(group.id))
                ]
            )
        case CallAtExtension():  # pragma: no branch - the last kind
            return _at(target.extension, ringing)  # outside my groups, too, nothing rings for me


def code_for(target: Target) -> Code | None:
    """The code that means `target` whatever rings; None if none does, as for this very call."""
    match target:
        case AnyCall():
            return Code("")
        case CallOfGroup(number) | CallAtExtension(number):
            return _code(number)
        case _:
            return None


def _code(number: str) -> Code | None:
    """The dialplan refuses a code that is not all digits: "**sales" means no group."""
    return Code(number) if number.isascii() and number.isdigit() else None


def _this(call: Call, ringing: RingingCalls) -> Choice:
    """A call by its newest leg; a code means it if it is the most recent at one of its phones."""
    at = (_at(leg.extension, ringing) for leg in call.legs)
    codes = (one.code for one in at if isinstance(one, Choice) and one.call == call)
    return Choice(call, call.legs[0], next(filter(None, codes), None))


def _at(extension: str, ringing: RingingCalls) -> Choice | Refusal:
    return _newest(
        [
            Choice(call, leg, _code(extension))
            for call in ringing.newest_first()
            for leg in call.legs
            if leg.is_at(extension)
        ]
    )


def _newest(choices: Sequence[Choice]) -> Choice | Refusal:
    return max(choices, key=lambda choice: choice.leg.rank, default=Refusal.NOTHING_RINGING)
