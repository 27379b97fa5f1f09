"""What is said of event filters, which are expressions that Asterisk reads."""

import pytest

from client.ami.event_filters import (
    blocked_groups,
    blocks_ends,
    is_of_another_phone,
    passes_of_callers,
)
from client.calls.groups import parse_group
from client.provision.filter_lines import filter_lines

GROUP = parse_group("501")


@pytest.mark.parametrize(
    "line",
    [
        "Event: Newstate",
        "Event: New.*Ringing",  # unlike Python's, a dot is a line's end, too
        "Event: (Newstate|Hangup)",
        "Event: New[a-z]+",
        "ChannelState: 5.*callgroup",
        *(line.partition("= ")[2] for line in filter_lines([GROUP.id], "101")[:1]),
    ],
)
def test_a_line_that_lets_a_group_through(line: str) -> None:
    assert blocked_groups([line], [GROUP]) == []
    assert blocked_groups([line, "!Event: (New|Dial)"], [GROUP]) == [GROUP]


@pytest.mark.parametrize(
    "line",
    [
        "([^#]*)*#",  # tried by Python's own `re`, it would hold up the window for years
        ".*.*.*#",
        "(a?){30}",
        "a{9}b{9}c{9}",
        "[[:alpha:]]",
        r"\d",
        "(?i)newstate",
        "(",
        "(*a)",
    ],
)
def test_a_line_of_which_nobody_can_say(line: str) -> None:
    assert blocked_groups([f"Event: Hangup{line}"], [GROUP]) == []
    assert not blocks_ends(["Event: Newstate", f"!{line}"], [GROUP])
    assert not passes_of_callers(["Event: Hangup", line], "Hangup")


def test_lines_of_phones_and_of_callers() -> None:
    assert is_of_another_phone(["Channel: PJSIP/102-"], "101")
    assert not is_of_another_phone(["Channel: PJSIP/[[:digit:]]-"], "101")
    assert not is_of_another_phone(["Event: Newstate"], "101")
    assert passes_of_callers(["Event: Hangup.*[^A-Za-z]ChannelState: 4"], "HangupRequest")
