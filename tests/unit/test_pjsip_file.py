"""Which lines of pjsip.conf are changed for which groups, and in how many messages."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.admin.office import Endpoint, Groups
from client.admin.pjsip_file import MAX_LINES, Edit, PjsipFile, Section, messages
from client.admin.plan import EndpointStep, GroupOption
from client.ami.message import Message
from client.calls.events import Party

OPTION: GroupOption = "named_call_group"
GROUPS: st.SearchStrategy[Groups] = st.frozensets(st.sampled_from(["501", "502", "sales"]))
VALUES = st.lists(GROUPS.map(lambda groups: ",".join(sorted(groups))), max_size=3)
LENT = st.lists(GROUPS.filter(bool).map(lambda groups: ",".join(sorted(groups))), max_size=3)


def answer(*sections: tuple[str, str, list[str]]) -> Message:
    """What GetConfig answers: name, templates and lines of each section."""
    headers = ["Response: Success"]
    for at, (name, templates, lines) in enumerate(sections):
        headers.append(f"Category-{at:06}: {name}")
        if templates:
            headers.append(f"Templates-{at:06}: {templates}")
        for number, line in enumerate(lines):
            headers.append(f"Line-{at:06}-{number:06}: {line}")
    return Message("\r\n".join(headers))


def office(inherited: list[str], own: list[str], *, template: str = "phone") -> PjsipFile:
    """101 with lists of groups of its template and of its own, and an aor of that name."""
    lent = ["type=endpoint", *(f"{OPTION}={value}" for value in inherited)]
    lines = [*lent, "callerid=Desk <101>", *(f"{OPTION}={value}" for value in own)]
    return PjsipFile.parse(
        config=answer(("101", "phone", lines), ("101", "", ["type=aor"])),
        templates=answer((template, "", lent)),
        misplaced=answer(),
        categories=answer(),
    )


def written(section: Section, edits: list[Edit], asterisk: int = 22) -> Section:
    """What Asterisk makes of a section and reads again: see `client.admin.pjsip_file`.

    Without any edit nothing is written.
    """
    own = list(section.own)
    for edit in edits:
        if edit.action == "Append":
            own.append((edit.name, edit.value or ""))
        elif edit.action == "Delete":
            assert any(line[0] == edit.name for line in [*section.inherited, *own])
            own = [line for line in own if line[0] != edit.name]
        else:
            # The first line of the name is changed; a template's would be written elsewhere.
            assert OPTION not in dict(section.inherited)
            own[[line[0] for line in own].index(OPTION)] = (edit.name, edit.value or "")
    lent = [line for line in section.inherited if line[0] == OPTION]
    dropped = lent if asterisk < 23 else lent[-1:]
    return replace(section, own=tuple(line for line in own if not edits or line not in dropped))


def step(after: Groups) -> EndpointStep:
    return EndpointStep(Endpoint("101", Party("101")), OPTION, frozenset(), after)


@pytest.mark.parametrize("asterisk", [22, 23])
@given(LENT, VALUES, GROUPS)
def test_the_list_that_counts_is_the_one_that_was_asked_for(
    asterisk: int, inherited: list[str], own: list[str], after: Groups
) -> None:
    file = office(inherited, own)
    (section,) = file.endpoints()
    changed = written(section, file.edits_of(step(after)), asterisk)
    assert {word.strip() for word in changed.value(OPTION).split(",")} - {""} == after
    assert changed.value("callerid") == "Desk <101>"
    # And back, though perhaps in another spelling.
    back = written(changed, changed.edits_to(section), asterisk)
    assert back.means_the_same(section, OPTION)
    assert set(back.own) >= {line for line in section.own if line not in section.inherited}


@given(VALUES, GROUPS)
def test_no_line_is_left_that_says_what_the_template_says(own: list[str], after: Groups) -> None:
    (section,) = office([",".join(sorted(after))], own).endpoints()
    edits = office([",".join(sorted(after))], own).edits_of(step(after))
    assert not edits or written(section, edits).values(OPTION) == []


@given(VALUES, VALUES, GROUPS)
def test_where_templates_are_not_known_a_line_is_written(
    inherited: list[str], own: list[str], after: Groups
) -> None:
    file = office(inherited, own, template="another")
    (section,) = file.endpoints()
    assert section.value(OPTION) == ([*inherited, *own] or [""])[-1]
    edits = file.edits_of(step(after))
    assert [edit.value for edit in edits[-1:]] in ([], [",".join(sorted(after))])


def test_only_the_endpoint_of_a_name_is_changed() -> None:
    (edit,) = office([], ["501"]).edits_of(step(frozenset(("502", "501"))))
    assert edit.headers(7) == {
        "Action-000007": "Update",
        "Cat-000007": "101",
        "Var-000007": OPTION,
        "Value-000007": "501,502",
        "Options-000007": 'catfilter="type=endpoint"',
    }


@pytest.mark.parametrize("size", [1, 2])
def test_as_few_messages_as_possible(size: int) -> None:
    (section,) = office([], []).endpoints()
    group = [Edit("Append", section, OPTION, "501")] * size
    found = list(messages([group] * 50))
    assert [count for count, _ in found] == {1: [24, 24, 2], 2: [12, 12, 12, 12, 2]}[size]
    assert all(len(headers) + 2 <= MAX_LINES for _, headers in found)
    assert all(headers["PreserveEffectiveContext"] == "no" for _, headers in found)
    assert list(messages([])) == []


def test_what_is_in_the_wrong_place_is_named_and_taken_away() -> None:
    wanted = office([], ["501"])
    config = answer(
        ("101", "phone", ["type=endpoint", "named_pickup_group=502", "callerid=Desk <101>"]),
        ("101", "", ["type=aor", f"{OPTION}=501"]),
        ("102", "", ["type=aor"]),
    )
    templates = answer(("phone", "", ["type=endpoint", "named_pickup_group=502"]))
    misplaced = answer(("101", "", ["type=auth", "password=x", f"{OPTION}=503"]))
    found = PjsipFile.parse(
        config=config, templates=templates, misplaced=misplaced, categories=answer()
    )
    assert [*map(str, found.differences(wanted))] == [
        f"[101] of type endpoint: {OPTION} is nothing in place of 501",
        f"[101] of type aor: {OPTION} is 501 in place of nothing",
        "[phone] of type endpoint: named_pickup_group is 502 in place of nothing",
        f"[101] of type auth: {OPTION} is 503 in place of nothing",
        "[102] of type aor was not there",
    ]
    edits = [(edit.action, edit.section.type) for edits in found.edits_to(wanted) for edit in edits]
    assert edits == [("Append", "endpoint"), ("Delete", "aor"), ("Delete", "auth")]


def test_a_line_that_asterisk_would_drop_is_spelt_in_another_way() -> None:
    """Two lines of templates; the first one is wanted, and would not be written again."""
    (edit,) = office(["501", "502"], []).edits_of(step(frozenset(["501"])))
    assert (edit.action, edit.value) == ("Append", "501,")


def test_a_template_gets_back_what_it_lost() -> None:
    def templates(*lines: str) -> PjsipFile:
        lent = answer(("one", "", [f"{OPTION}=501", f"{OPTION}=502"]), ("two", "one", list(lines)))
        return PjsipFile.parse(
            config=answer(), templates=lent, misplaced=answer(), categories=answer()
        )

    inherited = (f"{OPTION}=501", f"{OPTION}=502")
    ((edit,),) = templates(*inherited).edits_to(templates(*inherited, f"{OPTION}=501"))
    assert edit.headers(0)["Options-000000"] == 'catfilter="TEMPLATES=restrict"'
    assert (edit.action, edit.value) == ("Append", "501,")
    assert templates(*inherited, f"{OPTION}=503").edits_to(templates(*inherited)) == []
