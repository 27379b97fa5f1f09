"""Event filters' expressions, found in a bounded time."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.ami import posix_regex
from client.ami.event_filters import blocked_groups, blocks_ends, passes_of_callers
from client.ami.posix_regex import Unreadable, searches
from client.calls.groups import parse_group

ATOMS = st.sampled_from(["a", "b", "ab", ".", "[ab]", "[^a]", "^", "$", r"\.", "[]a-c]"])
EXPRESSIONS = st.recursive(
    ATOMS,
    lambda inner: (
        st.builds("({}|{})".format, inner, inner)
        | st.builds("{}{}".format, inner, inner)
        | st.builds(
            "({}){}".format,
            inner,
            st.sampled_from(["*", "+", "?", "{2}", "{1,2}", "{0,3}", "{2,}"]),
        )
    ),
    max_leaves=8,
)


@given(EXPRESSIONS, st.text("abc.]", max_size=8))
def test_what_python_finds(expression: str, text: str) -> None:
    python = expression.replace("[]", r"[\]").replace("$", r"\Z")
    assert searches(expression)(text) == bool(re.search(python, text)), expression


@pytest.mark.parametrize(
    ("expression", "text", "found"),
    [
        ("", "", True),
        ("a.b", "a\nb", True),  # unlike Python's "."
        ("b$", "b\n", False),  # and "$"
        ("a*", "", True),
        ("x{3}", "axxx", True),
        ("x{3}", "axxa", False),
        (r"\(a\)[.]", "(a).", True),
        (r"[\]x", "\\x", True),  # a backslash means nothing there
        ("[&&|~^]", "^", True),
        ("aa", "aaa", True),
        ("((a|b)*c){2}", "abcbbc", True),
    ],
)
def test_as_posix_has_it(expression: str, text: str, *, found: bool) -> None:
    assert searches(expression)(text) is found


@pytest.mark.parametrize(
    "expression",
    [
        "(",
        "a)",
        "*a",
        "+",
        "a{x}",
        "{2}",
        "[a",
        r"\d",
        r"\1",
        "\\",
        "[[:alpha:]]",
        "[z-a]",
        "[+--]",
        "(" * 500 + ")" * 500,
    ],
)
def test_what_cannot_be_read(expression: str) -> None:
    with pytest.raises(Unreadable):
        searches(expression)


@pytest.mark.parametrize(
    "line", ["([^#]*)*#", "(a?){999}" * 100 + "#", "((((.*)*.*)*.*)*.*)*#", "(.*.*.*)*#"]
)
def test_a_line_that_would_take_for_ever(line: str) -> None:
    """With Python's own the first of them holds up the window for years."""
    assert not passes_of_callers([line], "HangupRequest")
    assert blocked_groups([f"Event: {line}"], [parse_group("501")]) == [parse_group("501")]


def test_a_search_that_takes_too_long_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posix_regex, "MOST_REPEATS", 2)
    with pytest.raises(Unreadable):
        searches("^(a*b)*#")("aab" * 10)
    lines, group = ["Event: N[^#]*#"], parse_group("501")
    assert blocked_groups(lines, [group]) == []
    assert not blocks_ends(lines, [group])
    assert not passes_of_callers(["^[^#]*Queue"], "QueueCallerLeave")
