"""AMI message -> `client.calls.events` value. The only place that knows header names.

Source for all: events of Asterisk 16.28 and 22.10, seen on the wire.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from client.ami.actions import TAKE_CONTEXT
from client.ami.channel_lines import NAMED_GROUPS, NUMERIC_GROUPS, ChannelLines, channel_lines
from client.ami.message import Message
from client.calls.events import (
    NEVER,
    Answered,
    Bridged,
    CallerChanged,
    Cancelled,
    Ended,
    EndReason,
    GroupId,
    LegFacts,
    LegSeen,
    LegState,
    LinkDialled,
    OriginateEnded,
    Party,
    PbxEvent,
    PickedUp,
    QueueJoined,
    QueueLeft,
    Transferred,
)
from client.calls.groups import parse_groups

_UNKNOWN = "<unknown>"
STATE_RING = "4"
_STATE_RINGING = "5"
STATE_UP = "6"
_DIALLED = LegState.DIALLED  # in Python 3.11 an enum takes its time to find a member
_RINGING = LegState.RINGING
_REJECTED = "21"
_CODE_REFUSED = (TAKE_CONTEXT, "refused")
"""Where a pickup that takes no call ends: resources/asterisk/pickup.conf.template."""
_ID = re.compile(r'[^/,&"\\\0-\x1f]+|(?:[^,&"\\\0-\x1f]*|[^/,\0-\x1f]*)-[0-9]{9,}\.[0-9]+')
"""One that a program chose, or Asterisk's own. In a systemname there may be a slash, or signs with
which no click takes a call, as the doctor says. Else `PickupChan` takes a text with a slash for the
beginning of a channel's name, and what follows a comma for options: with "P,p" it takes any
phone's call. It checks no group. Source: app_directed_pickup.c, 16 to 23."""
_UNIQUEID = re.compile(r"(?:.*-)??([0-9]{1,18})\.([0-9]{1,18})")
_C_CHARS = dict(zip("abfnrtv\\'\"?", "\a\b\f\n\r\t\v\\'\"?", strict=True))
_C_ESCAPE = re.compile(r"""\\([abfnrtv\\'"?])""")
_SIP_ESCAPE = re.compile(r'\\(["\\])')
_DIAL_STATUS = {
    "NOANSWER": EndReason.NO_ANSWER,
    "BUSY": EndReason.REJECTED,
}
_HANGUP_CAUSE = {
    "19": EndReason.NO_ANSWER,  # when the time of an `Originate` is up, no dial ends
    "26": EndReason.ANSWERED,  # elsewhere
}


Time = Callable[[str], float]
"""From an event's `Timestamp`, or "" without one, to the time on the session's clock."""


def decode(message: Message, time_of: Time) -> PbxEvent | None:
    """What this event means to us; None if it means nothing."""
    decoder = _DECODERS.get(message.event)
    return decoder(message, time_of) if decoder else None


def is_local(channel: str) -> bool:
    """True for a link in a chain of Local channels, which is no phone."""
    return channel.startswith("Local/")


def _id_of(name: str, message: Message, prefix: str = "") -> str:
    """The Uniqueid of the channel of this name; of a Local channel what its halves share."""
    return name.rpartition(";")[0] if is_local(name) else message.get(f"{prefix}Uniqueid")


def _dialer(name: str) -> str:
    """As of `LegFacts`, from the channel's name."""
    return endpoint_of(name) if name.startswith("PJSIP/") else name.rpartition(";")[0]


def endpoint_of(channel: str) -> str:
    """The endpoint of a channel's name: "101" of "PJSIP/101-0000001a"."""
    return channel.partition("/")[2].rpartition("-")[0]


@lru_cache(maxsize=1024)
def rank_of(uniqueid: str) -> tuple[float, int]:
    """The second in which a channel was made, and its number: (1795382399.0, 33).

    The form is "[systemname-]epoch.sequence". Another form, chosen by whoever originated the
    channel, ranks lowest: see `_rank_of_leg`.
    """
    match = _UNIQUEID.fullmatch(uniqueid)
    return (float(match[1]), int(match[2])) if match else (0.0, 0)


@lru_cache(maxsize=1024)
def _is_sound(uniqueid: str) -> bool:
    return _ID.fullmatch(uniqueid) is not None


def _rank_of_leg(uniqueid: str, name: str) -> tuple[float, int]:
    """As `rank_of`; if its form was chosen, the name orders it: 26 of "PJSIP/101-0000001a"."""
    rank = rank_of(uniqueid)
    if rank[0]:
        return rank
    try:
        return 0.0, int(name.rpartition("-")[2], 16)
    except ValueError:
        return rank


def party(message: Message, prefix: str) -> Party:
    """A `CallerID` or `ConnectedLine`: `prefix` is what stands before Num and Name."""
    return _party(message.get(f"{prefix}Num"), message.get(f"{prefix}Name"))


def _party(number: str, name: str) -> Party:
    if number == _UNKNOWN:
        number = ""
    if name == _UNKNOWN:
        name = ""
    return Party(number, display_name(name) if "\\" in name else name)


def _caller(who: Party) -> Party:
    """Who calls: a trunk that knows no name sends the number in its place.

    For a withheld number SIP has "Anonymous" <sip:anonymous@anonymous.invalid> (RFC 3323).
    """
    return Party(who.number) if who.name.casefold() == who.number.casefold() else who


def display_name(text: str) -> str:
    r"""Undo what a name has been through: `O\\'Brien` is "O'Brien".

    AMI writes names as C strings. Below that, Asterisk leaves SIP's escapes of quote and
    backslash in a name that came over SIP. Source: `ast_escape_c_alloc` in
    main/manager_channels.c; seen with 22.10.
    """
    return _SIP_ESCAPE.sub(r"\1", _C_ESCAPE.sub(lambda match: _C_CHARS[match[1]], text))


def desk(message: Message) -> Party:
    """Who sits at a channel's phone.

    An endpoint with a `callerid` shows it as the channel's own CallerID. Without one the PBX
    puts the dialled number there, which may be a ring group's: then the endpoint's name is
    the extension.
    """
    return _desk(party(message, "CallerID"), message.get("Channel"))


def _desk(shown: Party, channel: str) -> Party:
    return shown if shown.name and shown.number else Party(endpoint_of(channel), shown.name)


def _called_desk(shown: Party, caller: Party, channel: str, *, begins: bool) -> Party:
    """Who sits at a phone that is called; with its channel a call `begins`, or with another.

    A phone does not call itself: the same number at both ends is the `CallerID` of a dialler's
    `Originate`, and does not name the desk. That may be a name alone, if it rings this phone first.
    """
    same_name = begins and shown.name == caller.name
    if same_name or (shown.number and shown.number == caller.number):
        return Party(endpoint_of(channel))
    return _desk(shown, channel)


def _groups(named: str | None, numeric: str | None) -> frozenset[GroupId] | None:
    """The call groups that a message tells; None when it tells none."""
    if named is None and numeric is None:
        return None
    if not numeric:
        return parse_groups(named or "")
    return parse_groups(named or "") | parse_groups(numeric, numeric=True)


def leg_seen(channel: ChannelLines, state: LegState, at: float, dialer: str = "") -> LegSeen | None:
    """This channel as a leg, which the channel named `dialer` dials; None without a sound id."""
    name, _, number, caller, other_number, other_name, uniqueid, linkedid, named, numeric = channel
    if not (linkedid and _is_sound(uniqueid)):
        return None  # no event could end it, or a click would take another call
    calls = _caller(_party(other_number, other_name))
    leg = LegFacts(
        uniqueid,
        linkedid,
        endpoint_of(name) if name.startswith("PJSIP/") else "",
        _called_desk(_party(number, caller), calls, name, begins=uniqueid == linkedid),
        calls,
        _groups(named, numeric),
        state,
        _rank_of_leg(uniqueid, name),
        _dialer(dialer),
    )
    return LegSeen(leg, at)


def link_dialled(channel: ChannelLines, dialer: str = "") -> LinkDialled:
    """This Local channel, which the channel named `dialer` dials."""
    link, begins = channel.name.rpartition(";")[0], channel.uniqueid == channel.linkedid
    return LinkDialled(link, channel.linkedid, _dialer(dialer), begins)


def _dial_begin(message: Message, time_of: Time) -> PbxEvent | None:
    channel = channel_lines(message, "Dest")
    # Whoever picks up a Local channel takes its place in the dial, and does not ring there.
    if channel.state == STATE_UP:
        return None
    dialer = message.get("Channel")
    if is_local(channel.name):
        return link_dialled(channel, dialer)
    # The phone may have rung before the PBX says that it was dialled.
    if channel.state == _STATE_RINGING:
        return leg_seen(channel, _RINGING, time_of(message.get("Timestamp")), dialer)
    return leg_seen(channel, _DIALLED, NEVER, dialer)


def _dial_state(message: Message, time_of: Time) -> PbxEvent | None:
    # 183 and no 180: the channel stays Down, but the phone rings and can be picked up.
    channel = channel_lines(message, "Dest")
    early = message.get("DialStatus") == "PROGRESS" and channel.state == "0"
    if not early or is_local(channel.name):
        return None
    return leg_seen(channel, LegState.EARLY_MEDIA, time_of(message.get("Timestamp")))


def _new_state(message: Message, time_of: Time) -> PbxEvent | None:
    channel = channel_lines(message, "")
    if is_local(channel.name):
        return None
    if channel.state == _STATE_RINGING:
        return leg_seen(channel, _RINGING, time_of(message.get("Timestamp")))
    if channel.state != STATE_UP:
        return None
    return Answered(channel.uniqueid, at=time_of(message.get("Timestamp")))


def _new_connected_line(message: Message, _time_of: Time) -> PbxEvent:
    named = message.variable("ChanVariable", NAMED_GROUPS)
    numeric = message.variable("ChanVariable", NUMERIC_GROUPS)
    caller = _caller(party(message, "ConnectedLine"))
    return CallerChanged(message.get("Uniqueid"), caller, _groups(named, numeric))


def _answer(message: Message, time_of: Time) -> PbxEvent:
    """Who was dialled has answered. A queue says so of the phone that gets the caller, once more.

    It says it only then of one that has taken the place of the phone it called.
    """
    name, dialer = message.get("DestChannel"), message.get("Channel")
    call, by = message.get("Linkedid"), None
    up = message.get("ChannelState") == STATE_UP
    if dialer and call != message.get("DestLinkedid") and not is_local(name):
        # A phone may pick up by an INVITE with Replaces, and no `Pickup` tells of it.
        by = _desk(party(message, "DestCallerID"), name)
    return Answered(
        _id_of(name, message, "Dest"),
        _id_of(dialer, message),
        is_local(dialer) and not up,
        up,
        time_of(message.get("Timestamp")),
        call,
        by,
    )


def _dial_end(message: Message, time_of: Time) -> PbxEvent:
    status = message.get("DialStatus")
    if status == "ANSWER":
        return _answer(message, time_of)
    name = message.get("DestChannel")
    uniqueid = _id_of(name, message, "Dest")
    at = time_of(message.get("Timestamp"))
    forwarded = bool(message.get("Forward"))
    if status == "CANCEL" and not forwarded:
        linkedid = message.get("DestLinkedid") if is_local(name) else ""
        by_local = "\r\nChannel: Local/" in message.text  # twice as fast as to get the name
        by_link = by_local and message.get("ChannelState") != STATE_UP
        # Other technologies have no HangupRequest. See `_hangup_request`.
        is_sip = "\r\nChannel: PJSIP/" in message.text
        call = message.get("Linkedid") if is_sip else ""
        by_sip = call if message.get("Uniqueid") == call else ""
        return Cancelled(uniqueid, at, linkedid, by_link, by_sip)
    reason = EndReason.FORWARDED if forwarded else _DIAL_STATUS.get(status, EndReason.ENDED)
    linkedid = message.get("DestLinkedid")
    return Ended(uniqueid, linkedid, reason, is_local(name), dial=True, at=at)


def _hangup(message: Message, time_of: Time) -> PbxEvent:
    reason = _HANGUP_CAUSE.get(message.get("Cause"), EndReason.ENDED)
    name = message.get("Channel")
    place = message.get("Context"), message.get("Exten")
    refused = _names(message) if place == _CODE_REFUSED else ()
    uniqueid = _id_of(name, message)
    at = time_of(message.get("Timestamp"))
    return Ended(uniqueid, message.get("Linkedid"), reason, is_local(name), refused, at=at)


def _hangup_request(message: Message, time_of: Time) -> PbxEvent | None:
    uniqueid, linkedid = message.get("Uniqueid"), message.get("Linkedid")
    if uniqueid == linkedid and message.get("ChannelState") in (STATE_RING, STATE_UP):
        reason = EndReason.CALLER_GAVE_UP
    elif message.get("Cause") == _REJECTED:
        # 603 Decline: the end of the dial, which comes next, says NOANSWER.
        reason = EndReason.REJECTED
    else:
        return None
    at = time_of(message.get("Timestamp"))
    return Ended(uniqueid, linkedid, reason, dial=True, at=at)


def _pickup(message: Message, time_of: Time) -> PbxEvent:
    shown = party(message, "TargetCallerID")
    caller = _caller(party(message, "TargetConnectedLine"))
    target = message.get("TargetChannel")
    uniqueid, linkedid = message.get("TargetUniqueid"), message.get("TargetLinkedid")
    return PickedUp(
        message.get("Uniqueid"),
        uniqueid,
        linkedid,
        desk(message),
        _called_desk(shown, caller, target, begins=uniqueid == linkedid),
        caller,
        is_local(target),
        time_of(message.get("Timestamp")),
        _names(message),
    )


def _names(message: Message) -> tuple[str, str]:
    return desk(message).number, endpoint_of(message.get("Channel"))


def _queue_join(message: Message, _time_of: Time) -> PbxEvent:
    return QueueJoined(message.get("Linkedid"), message.get("Queue"), message.get("Uniqueid"))


def _queue_leave(message: Message, time_of: Time) -> PbxEvent:
    at = time_of(message.get("Timestamp"))
    return QueueLeft(message.get("Linkedid"), message.get("Queue"), at)


def _bridge_enter(message: Message, _time_of: Time) -> PbxEvent:
    return Bridged(message.get("Uniqueid"), message.get("Linkedid"))


def _transfer(message: Message, _time_of: Time) -> PbxEvent | None:
    # The call in a bridge is the one that talks. A phone may ask for the transfer in either.
    first, second = message.get("OrigTransfererLinkedid"), message.get("SecondTransfererLinkedid")
    match bool(message.get("OrigBridgeUniqueid")), bool(message.get("SecondBridgeUniqueid")):
        case True, False:
            return Transferred(second, first, _dialer(message.get("TransfereeChannel")))
        case False, True:
            return Transferred(first, second, _dialer(message.get("TransferTargetChannel")))
        case _:  # both talk: nobody waits in a queue
            return None


def _originate_response(message: Message, _time_of: Time) -> PbxEvent:
    return OriginateEnded(message.get("ActionID"), message.get("Response") == "Success")


_DECODERS: dict[str, Callable[[Message, Time], PbxEvent | None]] = {
    "DialBegin": _dial_begin,
    "DialState": _dial_state,
    "DialEnd": _dial_end,
    "Newstate": _new_state,
    "NewConnectedLine": _new_connected_line,
    "Hangup": _hangup,
    "HangupRequest": _hangup_request,
    "Pickup": _pickup,
    "AgentConnect": _answer,
    "QueueCallerJoin": _queue_join,
    "QueueCallerLeave": _queue_leave,
    "BridgeEnter": _bridge_enter,
    "AttendedTransfer": _transfer,
    "OriginateResponse": _originate_response,
}

WANTED_EVENTS = frozenset(name.encode() for name in _DECODERS)
"""The events that `decode` understands."""
