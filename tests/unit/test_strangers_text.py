"""What a caller calls themselves is shown as plain text, cut, and never interpreted."""

import asyncio
import csv
import io
import json
import os
import subprocess
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import structs
from rich.console import Console

from client.__main__ import main
from client.admin import import_export
from client.calls.call import Added, Removed
from client.calls.events import EndReason, Party
from client.cli.watch import Watch
from client.plain_text import MAX_LENGTH, json_text
from client.report import calls_table, change_json, change_line, groups_table
from client.session import Outcome, PickupResult
from client.tasks import TaskOwner
from client.wording import outcome
from tests.integration.scripted_session import GROUPS, ScriptedSession
from tests.unit.offices import FULL, endpoint, office
from tests.unit.scripted_pbx import channel, in_groups
from tests.unit.scripted_server import message

NAMES = [
    "[bold red]Rossi[/bold red] :smile: [link=http://evil.example]x[/link]",
    "<img src='http://evil.example/x'><b>Bob</b> &amp; Co",
    "\x1b[31mred\x1b]0;title\x07\x1b[2J",
    "\x9b31mred\x85next",
    "\u202eesrever\u2066\u200b\ufeff",
    "one\r\ntwo\u2028three\u2029four\vfive\ffour",
    "{0} {caller} %s $(id) `id`",
    '=HYPERLINK("http://evil.example")',
    "x" * 10_000,
    "\u202e" * 10_000,
    "e" + "\u0301" * 10_000,
    "漢" * 10_000,
]
SHOWN = {"Zs", "Sm", "Sc", "Sk", "So"}
NUMBER = "0455551234"


def is_harmless(line: str) -> bool:
    """Letters, digits, marks and signs of any script, and nothing that does anything."""
    return all(
        unicodedata.category(character)[0] in "LNPM" or unicodedata.category(character) in SHOWN
        for character in line
    )


async def ringing(name: str) -> tuple[ScriptedSession, Added]:
    session = ScriptedSession()
    session.go_live()
    return session, Added(session.ring(name, NUMBER))


@pytest.fixture(params=NAMES, ids=lambda name: ascii(name)[:24])
def name(request: pytest.FixtureRequest) -> str:
    text: str = request.param
    return text


async def test_a_line(name: str) -> None:
    _, added = await ringing(name)
    lines = [
        change_line(added, GROUPS, 0.0),
        change_line(Removed(added.call, EndReason.PICKED_UP, Party("204", name)), GROUPS, 0.0),
        str(outcome(PickupResult(Outcome.TAKEN_BY_OTHER, added.call, None, Party("9", name), 0.1))),
        str(outcome(PickupResult(Outcome.PICKED_UP, added.call, Party("9", name), None, 0.1))),
    ]
    for line in lines:
        assert is_harmless(line), line
        assert len(line) < 3 * MAX_LENGTH
        assert NUMBER in line  # however long the name is
    assert "rings at 103" in lines[0]


async def test_a_table_in_colours(name: str) -> None:
    """What is written beside the name, with the name and without it, is the same."""
    _, added = await ringing(name)
    evil = structs.replace(added.call, queue=name)

    def painted(call: object) -> list[str]:
        out = io.StringIO()
        console = Console(file=out, width=2000, force_terminal=True, color_system="truecolor")
        console.print(call)
        return out.getvalue().splitlines()

    head, row = painted(calls_table([evil], GROUPS, 0.0))
    assert head.startswith("\x1b[1m")
    assert is_harmless(row), row
    assert len(row) < 4 * MAX_LENGTH
    (group, *_) = GROUPS
    _, row = painted(groups_table([structs.replace(group, name=name)], []))
    assert is_harmless(row), row


async def test_a_line_of_json_says_all_and_does_nothing(name: str) -> None:
    session, added = await ringing(name)
    line = json_text(change_json(added, session.now()))
    assert is_harmless(line)
    assert line.splitlines() == [line]
    assert json.loads(line)["call"]["caller"] == {"name": name, "number": NUMBER}


def test_json_keeps_letters_and_laughs() -> None:
    assert json_text("漢字 ł ü 😀") == '"漢字 ł ü 😀"'
    assert json_text("\x7f\U000e0041\u202e") == '"\\u007f\\udb40\\udc41\\u202e"'
    assert json_text({"a": "\u2028"}, indent=1) == '{\n "a": "\\u2028"\n}'


@pytest.mark.parametrize("as_json", [True, False])
async def test_watch(
    name: str,
    as_json: bool,  # noqa: FBT001 - by pytest
    capsys: pytest.CaptureFixture[str],
) -> None:
    session, _ = await ringing(name)
    watch, tasks = Watch(session, None, as_json=as_json), TaskOwner()
    running = tasks.start(watch.run(), name="watch")
    await asyncio.sleep(0)
    watch.stop()
    await running
    out, errors = capsys.readouterr()
    assert (out.count("\n"), errors) == (1, "")
    assert is_harmless(out.removesuffix("\n"))


def test_replay(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From the bytes of the wire to the terminal; a name with a line end cannot be on the wire."""
    on_the_wire = name.replace("\\", "\\\\").replace("\r\n", "\\r\\n")
    path = tmp_path / "it.ami"
    named = channel(ConnectedLineName=on_the_wire)
    path.write_bytes(message(("Event", "Newstate"), *in_groups(), **named))
    assert main(["replay", str(path)]) == 0
    assert is_harmless(capsys.readouterr().out.removesuffix("\n"))
    assert main(["replay", str(path), "--json"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["call"]["caller"]["name"] == name


@pytest.mark.parametrize("as_json", [True, False])
def test_a_terminal_that_lacks_the_letters(
    as_json: bool,  # noqa: FBT001 - by pytest
    tmp_path: Path,
) -> None:
    path = tmp_path / "it.ami"
    named = channel(ConnectedLineName="漢字")
    path.write_bytes(message(("Event", "Newstate"), *in_groups(), **named))
    done = subprocess.run(  # noqa: S603 - our own command line
        [sys.executable, "-m", "client", "replay", str(path), *(["--json"] if as_json else [])],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""
    if as_json:
        assert json.loads(done.stdout)["call"]["caller"]["name"] == "漢字"
    else:
        assert b"?? (0455551234) rings at 101" in done.stdout


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "'=1+1", "''-1", "'quoted'", "\t=1", "Rossi & Figli"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_a_table_is_a_formula(text: str) -> None:
    """An endpoint may be called so, and a group that was named by other means."""
    named = replace(FULL, names={**FULL.names, "501": text})
    rows = list(csv.reader(io.StringIO(import_export.to_csv(named))))
    assert all(cell[:1] not in ("=", "+", "-", "@", "\t", "\r") for row in rows for cell in row)
    read, _ = import_export.parse(import_export.to_csv(named))
    assert {group.name for group in read.groups if group.number == "501"} == {text}


def test_what_was_exported_comes_back() -> None:
    names = {"501": "=1+1", "502": "'=1+1", "503": '-1; +1, "@"', "504": "'quoted'"}
    plus = endpoint("+39")
    whole = replace(office(plus, endpoint("101")), names=names)
    empty = replace(whole, names={})
    assert import_export.merged(empty, *import_export.parse(import_export.to_csv(whole))) == whole
