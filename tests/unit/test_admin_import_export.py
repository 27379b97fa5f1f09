"""Pickup groups in a file: what an export has, and what an import takes."""

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from client.admin import import_export
from client.admin import office as edit
from client.admin.office import Endpoint
from client.calls.events import Party
from client.cli.arguments import read
from client.errors import FileProblem, InvalidFile
from tests.unit.offices import FULL, NUMBERS, endpoint, office


def test_export_and_import() -> None:
    empty = replace(office(endpoint("101", "sales"), endpoint("102"), endpoint("103")), names={})
    whole = edit.put_member(FULL, "502", "103", is_picked_up=False)
    for text in (json.dumps(import_export.to_json(whole)), import_export.to_csv(whole)):
        assert import_export.merged(empty, *import_export.parse(text)) == whole
        assert import_export.merged(whole, *import_export.parse(text)) == whole
    covers = edit.set_range(FULL, "XXX", sure=True)  # somebody has said it already
    text = json.dumps(import_export.to_json(covers))
    assert import_export.merged(FULL, *import_export.parse(text)) == covers


def test_names_that_somebody_gave_by_hand_come_back_unchanged() -> None:
    """With `database put`: nothing asks there whether another is called so, nor for the range."""
    names = {"501": "Support", "502": "support", "503": "", "504": "x" * 80, "9": "Old"}
    odd = replace(FULL, names=names)
    for text in (json.dumps(import_export.to_json(odd)), import_export.to_csv(odd)):
        assert import_export.merged(odd, *import_export.parse(text)) == odd
    with pytest.raises(InvalidFile, match="taken"):
        import_export.merged(odd, *import_export.parse("number,name,extension\n504,Support,\n"))


def test_a_spreadsheet_finds_nothing_to_compute_in_an_export() -> None:
    """LibreOffice makes 101 of 0101, 5000 of 5E3 and a date of 24/7, and divides at a semicolon."""
    names = ["007", "5E3", "24/7", "1.5", ".5", "€ 5", "9" * 16, "'80s", "Desk; 5", "5"]
    phones = [Endpoint(one, Party(one), frozenset(["500"])) for one in ("0101", "101", "1e5")]
    groups = {str(number): name for number, name in enumerate(names, 500)}
    whole = replace(office(*phones), names=groups)
    table = import_export.to_csv(whole)
    assert import_export.merged(replace(whole, names={}), *import_export.parse(table)) == whole
    cells = {cell for row in csv.reader(io.StringIO(table)) for cell in row}
    assert {one for one in cells if one[:1] in "0123456789.€"} == {"", *groups, "101", "5"}
    assert ";" not in re.sub('"[^"]*"', "", table)
    assert "\r" not in table  # Windows' standard output puts its own before each line end


def test_an_export_gives_groups_their_names_back() -> None:
    """A PBX may get its pjsip.conf back and not its database: groups without names are left."""
    lost = replace(FULL, names={}, numbers=None)
    assert (
        import_export.merged(lost, *import_export.parse(json.dumps(import_export.to_json(FULL))))
        == FULL
    )
    lost = replace(lost, numbers=NUMBERS)
    assert import_export.merged(lost, *import_export.parse(import_export.to_csv(FULL))) == FULL
    numeric = replace(endpoint("105"), numeric=frozenset(["503"]))
    with pytest.raises(InvalidFile) as caught:
        import_export.merged(
            office(numeric), *import_export.parse("number,name,extension\n503,New,\n")
        )
    assert "by a numeric group" in str(caught.value.reason)


def test_what_is_kept_elsewhere_comes_back_unchanged() -> None:
    """An export names everybody, so an import must bear it; a change of them is still refused."""
    held = office(endpoint("101", "501"), endpoint("105", "501", editable=False))
    for text in (json.dumps(import_export.to_json(held)), import_export.to_csv(held)):
        assert import_export.merged(held, *import_export.parse(text)) == held
    less = import_export.to_csv(held).replace('phone-105","yes","yes"', 'phone-105","yes","no"')
    with pytest.raises(InvalidFile, match=r"elsewhere than in pjsip\.conf"):
        import_export.merged(held, *import_export.parse(less))


@pytest.mark.parametrize("above", ["", "sep=;\r\n", '"Sep=;"\n'])
def test_import_updates_what_the_file_names_and_leaves_the_rest(above: str) -> None:
    text = f"{above}Number;Name; extension;may_pick_up;;\n501;Help;103;no;;\n503;New\n;;;;;\n"
    after = import_export.merged(FULL, *import_export.parse(text))
    assert after.names == {"501": "Help", "502": "Sales", "503": "New"}
    assert [one.desk.number for one in after.members("501")] == ["103"]
    assert after.endpoints["phone-103"].pickup_groups == frozenset()
    assert after.endpoints["phone-101"].groups == {"sales"}
    assert [one.desk.number for one in after.members("502")] == ["102"]


@pytest.mark.parametrize(
    ("text", "where", "reason"),
    [
        ("number,name,extension\n501,A\n601,B\n", "row 3", "601 is not in the range"),
        ("number,name,extension\n501,A,101\n501,A,999\n", "row 3", "999 does not exist"),
        ("number,name,extension\n501,A,101\n501,B,102\n", "row 3", "501 is called 'B'"),
        ('note,number,name,extension\n"1\n2",501,A,\n\n,501,A,9\n', "row 4", "9 does not exist"),
        ("number,name,extension,may_pick_up\n501,A,101,perhaps\n", "row 2", "'perhaps' stands"),
        ("number,name,extension\n501,A,101,no\n", "row 2", "more cells than columns"),
        (f"{','.join(import_export.CSV_COLUMNS)}\n501,A,101,yes\n", "row 2", "yes or no?"),
        (f"{','.join(import_export.CSV_COLUMNS)}\n501,A,101,,no\n", "row 2", "yes or no?"),
        ("number,name,extention\n501,Support,101\n", "row 1", "no column extension"),
        ("number,extension\n501\n", "row 1", "no column name"),
        ("number,name,extension,may_pickup\n", "row 1", "must be called may_pick_up"),
        ("number,name,extension,name\n501,A,101,B\n", "row 1", "column name comes twice"),
        ("x" * 200_000, "row 1", "there is no CSV (field larger than field limit"),
        ("", "row 1", "no column number and no column name and no column extension"),
        ("number,name,extension\n501,A,102\n501,A,phone-102\n", "row 3", "comes twice"),
        ('{"groups": [{"number": 501, "name": "A"}]}', "the file", "Expected `str`"),
        (
            '{"groups": [{"number": "501", "name": "", "members": []}]}',
            "group 1",
            "name is missing",
        ),
        ('{"groups": [{"number": "501", "name": "A"}]}', "the file", "`members`"),
        (
            '{"groups": [{"number": "501", "name": "A", "members": [{"may_pickup": false}]}]}',
            "the file",
            "unknown field `may_pickup`",
        ),
        ("{", "the file", "line 1 column 2"),
        ('{"groups": ' * 100_000, "the file", "not as an export has it"),
        ('{"range": "6XX"}', "the file", "leaves out 501 Support"),
        ('{"group": []}', "the file", "unknown field `group`"),
        ('{"groups": [], "wrong": []}', "the file", "unknown field `wrong`"),
        (
            json.dumps({"groups": [{"number": "501", "name": "A", "members": []}] * 2}),
            "group 2",
            "comes twice",
        ),
        (
            '{"groups": [{"number": "501", "name": "A", "members": [{"extension": "9"}]}]}',
            "group 1, member 1",
            "9 does not exist",
        ),
    ],
)
def test_what_cannot_be_imported_names_its_row(text: str, where: str, reason: str) -> None:
    with pytest.raises(InvalidFile) as caught:
        import_export.merged(FULL, *import_export.parse(text))
    assert caught.value.where == where
    assert reason in str(caught.value.reason)


def test_groups_swap_their_names() -> None:
    """None of them is called as another at the end, whatever comes first in the file."""
    for text in (
        "number,name,extension\n501,Sales,\n502,Support,\n",
        "number,name,extension\n503,Support,\n502,Help,\n501,Sales,\n",
    ):
        after = import_export.merged(FULL, *import_export.parse(text))
        assert after.names == {one.number: one.name for one in import_export.parse(text)[0].groups}
    for text, where in (
        ("number,name,extension\n501,Support,\n502,support,\n", "row 3"),
        ("number,name,extension\n501,Sales,\n", "row 2"),
    ):
        with pytest.raises(InvalidFile, match="is taken") as caught:
            import_export.merged(FULL, *import_export.parse(text))
        assert caught.value.where == where


def test_what_a_spreadsheet_leaves_at_the_end_is_passed_over() -> None:
    """Columns and rows that were once used, and are empty now."""
    text = "number;name;extension;;\r\n503;New;103;;\r\n;;;;\r\n ;;;;\r\n"
    assert import_export.merged(FULL, *import_export.parse(text)).names["503"] == "New"


def test_an_import_of_what_does_not_end_is_refused() -> None:
    arguments = read(["admin", "import", "/dev/zero"])
    with pytest.raises(FileProblem, match=r"cannot be read \(File too large\)"):
        arguments.change(arguments, FULL)


def test_a_range_that_nobody_has_set_is_missed_once() -> None:
    file = import_export.parse("number,name,extension\n501,Help,101\n502,Sales,\n503,New,\n")
    with pytest.raises(InvalidFile) as caught:
        import_export.merged(replace(FULL, names={}, numbers=None), *file)
    assert (caught.value.where, str(caught.value.reason)[:16]) == ("the file", "range is not set")


@pytest.mark.parametrize("tick", ["yes", "perhaps"])
def test_an_import_names_all_rows_that_are_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], tick: str
) -> None:
    rows = ["501,Support,101,yes", "601,Outside,101,yes", "601,Outside,102,yes"]
    rows += [f"502,Sales,{at},{tick}" for at in range(200, 318)]
    (tmp_path / "groups.csv").write_text("\n".join(("number,name,extension,may_pick_up", *rows)))
    arguments = read(["admin", "import", str(tmp_path / "groups.csv")])
    with pytest.raises(InvalidFile) as caught:
        arguments.change(arguments, FULL)
    assert str(caught.value.reason) == "119 rows are wrong"
    first, second, *told, last = capsys.readouterr().err.splitlines()
    assert first == "row 3: number 601 is not in the range 50X"
    wrong = "extension 200 does not exist" if tick == "yes" else "'perhaps' stands where yes or no"
    assert second.startswith(f"row 5: {wrong}")
    assert (len(told), last) == (98, "and 19 more")
