"""Builds the headers of actions; nothing a person or a caller says can break out of them."""

from collections.abc import Mapping, Sequence

from client.calls.events import Party
from client.config.settings import Settings
from client.errors import InvalidValue
from client.plain_text import one_line

Headers = Mapping[str, str | Sequence[str]]

MAX_LINE_BYTES = 1022
"""Asterisk reads lines of 1024 bytes. Source: main/manager.c, `inbuf`, 22.10."""

CODES_CONTEXT = "cornetta-pickup"
"""The context of the codes, as in resources/asterisk/pickup.conf.template."""

TAKE_CONTEXT = "cornetta-pickup-take"
"""Likewise, where they are taken. No phone can dial into it."""

_NOT_FORWARDED = "FORWARD_CONTEXT=cornetta-pickup-not-forwarded"
"""No dialplan has this context. A phone that forwards its calls (302) would else let another one
ring, or a mobile's voicemail take the caller. Source: main/dial.c, 16 to 23."""

_MAX_NAME = 80
_AUTO_ANSWER = {
    "call-info": "Call-Info)=<sip:{host}>;answer-after=0",
    "alert-info": "Alert-Info)=<http://{host}>;info=alert-autoanswer;delay=0",
}


def checked(headers: Headers) -> Headers:
    """Return `headers` as they are.

    Raises:
        InvalidValue: a value has a line end, which would begin a second action, is too long,
            or cannot be written as UTF-8.
    """
    for key, values in headers.items():
        for value in [values] if isinstance(values, str) else values:
            line = f"{key}: {value}"
            if any(char in line for char in "\r\n\0"):
                raise InvalidValue(f"a line end in {key}")
            try:
                size = len(line.encode())
            except UnicodeEncodeError as error:
                raise InvalidValue(f"{key} is no text") from error
            if size > MAX_LINE_BYTES:
                raise InvalidValue(f"{key} is too long")
    return headers


def escaped(text: str) -> str:
    r"""Write `text` so that a `Variable:` header takes it whole.

    Asterisk splits the header at commas and drops quotes and backslashes; a backslash before
    a character keeps it. A quote stays escaped on its way to the phone, as SIP wants it.
    """
    shown = one_line(text)[:_MAX_NAME]
    return "".join("\\" + char if char in '\\",()[]' else char for char in shown)


def taking(leg: str) -> Headers:
    """What my phone does when it has answered: take this leg. `PickupChan` checks no group."""
    return {"Application": "PickupChan", "Data": leg}


def taking_if_allowed(leg: str) -> Headers:
    """The same, if the leg rings in one of my phone's groups: the dialplan checks that."""
    return {"Context": TAKE_CONTEXT, "Exten": f"leg{leg}", "Priority": "1"}


def dialling(code: str) -> Headers:
    """What my phone does when it has answered: as if it had dialled a pickup code.

    The dialplan that `cornetta provision` writes lets it take what its groups allow.
    """
    return {"Context": CODES_CONTEXT, "Exten": code, "Priority": "1"}


def pickup(settings: Settings, *, channel_id: str, then: Headers, caller: Party) -> Headers:
    """Ring my phone, which answers by itself, and let it do what `then` says.

    No CallerID header: the caller's display would show it in place of the agent. The connected
    line makes my phone show the caller.
    """
    variables = [_NOT_FORWARDED]
    if caller.name:
        variables.append(f"CONNECTEDLINE(name,i)={escaped(caller.name)}")
    if caller.number:
        variables.append(f"CONNECTEDLINE(num)={escaped(caller.number)}")
    # Last: a connected line that is set after them stops Asterisk 16 for ever, if somebody asks
    # for that channel (`Status` does) in the same moment. Seen on 16.28, not on 22.10.
    variables += [
        f"PJSIP_HEADER(add,{_AUTO_ANSWER[name].format(host=settings.host)}"
        for name in settings.auto_answer
    ]
    return {
        "ActionID": channel_id,
        "Channel": f"PJSIP/{settings.effective_endpoint}",
        **then,
        "Async": "true",
        "ChannelId": channel_id,
        "Timeout": str(settings.answer_timeout * 1000),
        "Variable": variables,
    }
