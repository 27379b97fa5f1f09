"""The table of exit codes, row by row: a command for each that ends so."""

import re
from pathlib import Path

from tests.docs.pages import PAGES, ROOT
from tests.docs.reader import Reader, reader_at

ENDS_WITH = {
    0: ("cornetta groups",),
    1: ("cornetta pickup --exten 999", "cornetta provision /etc/asterisk"),
    2: ("cornetta calls --group 999", "cornetta nonsense"),
    3: ("cornetta groups --port 1", "CORNETTA_SECRET=wrong cornetta groups"),
    4: ("CORNETTA_ADMIN_USERNAME=agent CORNETTA_ADMIN_SECRET=agent cornetta admin range 6XX",),
}


def exit_codes_of(page: Path) -> set[int]:
    tables = re.findall(r"(?<=\| exit code \|).*(?:\n\|.*)+", page.read_text(encoding="utf-8"))
    return {int(row) for table in tables for row in re.findall(r"\n\| (\d+) \| ", table)}


async def test_each_exit_code_that_is_told(tmp_path: Path) -> None:
    told = {page.relative_to(ROOT): exit_codes_of(page) for page in PAGES}
    assert set().union(*told.values()) == set(ENDS_WITH), told
    async with reader_at(tmp_path) as reader:
        for code, commands in ENDS_WITH.items():
            for command in commands:
                await ends(reader, command, code)


async def ends(reader: Reader, command: str, code: int) -> None:
    edited = reader.folder / "asterisk" / "cornetta-pickup.conf"
    edited.write_text("; somebody's own")
    ended = await reader.types(command)
    assert ended.code == code, f"{command}\n{ended}"
    assert (ended.errors == "") is (code == 0), f"{command}\n{ended}"


def test_the_table_is_read(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("| exit code | means |\n| --- | --- |\n| 0 | done |\n| 7 | what? |\n")
    assert exit_codes_of(page) == {0, 7}
