"""The headers of actions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from client.ami.actions import MAX_LINE_BYTES, checked, escaped, pickup, taking
from client.calls.events import Party
from client.config.settings import Settings
from client.errors import InvalidValue
from client.plain_text import one_line

NOT_FORWARDED = "FORWARD_CONTEXT=cornetta-pickup-not-forwarded"
SETTINGS = Settings(host="pbx.example", extension="204")
NASTY = st.text(st.sampled_from("\\\",()[]{}=;&|<>:'\r\n\0\t a1é漢𝄞\u202e") | st.characters())


def separate(text: str) -> list[str]:
    """Split a `Variable:` header as Asterisk does.

    Source: `__ast_app_separate_args` in main/app.c, with `remove_chars`, 22.10.
    """
    parts, part = [], ""
    bracket = paren = 0
    quoted = False
    chars = iter(text)
    for char in chars:
        if char == "[":
            bracket += 1
        elif char == "]":
            bracket -= bool(bracket)
        elif char == "(":
            paren += 1
        elif char == ")":
            paren -= bool(paren)
        elif char == '"':
            quoted = not quoted
            continue
        elif char == "\\":
            part += next(chars, "")
            continue
        elif char == "," and not (bracket or paren or quoted):
            parts.append(part)
            part = ""
            continue
        part += char
    return [*parts, part]


@given(NASTY)
def test_a_text_reaches_the_variable_whole(text: str) -> None:
    (variable,) = separate(f"CONNECTEDLINE(name,i)={escaped(text)}")
    name, _, value = variable.partition("=")
    assert name == "CONNECTEDLINE(name,i)"
    assert value == one_line(text)[:80]


@given(NASTY, NASTY)
def test_two_texts_in_one_header_stay_apart(one: str, two: str) -> None:
    parts = separate(f"A={escaped(one)},B={escaped(two)}")
    assert len(parts) == 2
    assert parts[1].startswith("B=")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", ""),
        ("First Caller", "First Caller"),
        ("Rossi, Mario", r"Rossi\, Mario"),
        ('Mario "Il Capo"', r"Mario \"Il Capo\""),
        ("a; (b) [c]", r"a; \(b\) \[c\]"),
        ("back\\slash", r"back\\slash"),
        ("O'Brien ø 漢", "O'Brien ø 漢"),
        ("line\r\nend\0", "line end"),
        ("x" * 100, "x" * 80),
    ],
)
def test_what_is_written(text: str, written: str) -> None:
    assert escaped(text) == written


def my_pickup(caller: Party, settings: Settings = SETTINGS) -> dict[str, object]:
    then = taking("1795384178.0")
    return dict(checked(pickup(settings, channel_id="cornetta-pickup-1", then=then, caller=caller)))


def test_a_pickup() -> None:
    assert my_pickup(Party("0451", "Rossi, Mario")) == {
        "ActionID": "cornetta-pickup-1",
        "Channel": "PJSIP/204",
        "Application": "PickupChan",
        "Data": "1795384178.0",
        "Async": "true",
        "ChannelId": "cornetta-pickup-1",
        "Timeout": "8000",
        "Variable": [
            NOT_FORWARDED,
            r"CONNECTEDLINE(name,i)=Rossi\, Mario",
            "CONNECTEDLINE(num)=0451",
            "PJSIP_HEADER(add,Call-Info)=<sip:pbx.example>;answer-after=0",
            "PJSIP_HEADER(add,Alert-Info)=<http://pbx.example>;info=alert-autoanswer;delay=0",
        ],
    }


def test_a_pickup_of_an_unknown_caller_by_a_phone_that_is_not_asked_to_answer() -> None:
    def variables(caller: Party) -> object:
        return my_pickup(caller, replace(SETTINGS, auto_answer=()))["Variable"]

    assert variables(Party()) == [NOT_FORWARDED]
    assert variables(Party(name="X")) == [NOT_FORWARDED, "CONNECTEDLINE(name,i)=X"]
    assert variables(Party("1")) == [NOT_FORWARDED, "CONNECTEDLINE(num)=1"]


@given(NASTY, NASTY)
def test_a_pickup_of_any_caller_can_be_sent(name: str, number: str) -> None:
    variables = my_pickup(Party(number, name))["Variable"]
    assert isinstance(variables, list)
    assert all(len(separate(variable)) == 1 for variable in variables)


@pytest.mark.parametrize("value", ["\r", "\n", "\0", "x\r\n\r\nAction: Hangup", "\ud800"])
def test_what_may_not_be_sent(value: str) -> None:
    for headers in ({"Data": value}, {"Variable": ["fine", value]}, {f"A{value}": "fine"}):
        with pytest.raises(InvalidValue):
            checked(headers)


def test_the_longest_line() -> None:
    fits = "é" * ((MAX_LINE_BYTES - len("Data: ")) // 2)
    assert checked({"Data": fits, "Variable": [fits[:-10]]}) == {
        "Data": fits,
        "Variable": [fits[:-10]],
    }
    with pytest.raises(InvalidValue):
        checked({"Data": fits + "é"})
