"""Every command of every page, typed in the order in which a reader meets them."""

import argparse
import contextlib
import io
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from client.cli.arguments import read
from tests.docs.not_run import NOT_RUN
from tests.docs.pages import PAGES, ROOT, Code, code_of, commands_of, words_of
from tests.docs.reader import Reader, reader_at, run

KINDS = {"sh", "toml", "ini", "json", "text", ""}
ELSEWHERE = {"asterisk"}
"""Programs whose commands other tests here run."""
WITH_CODE_1 = {"doctor"}
"""Verbs that may find something."""

pages = pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])


@pytest.fixture
async def reader(tmp_path: Path) -> AsyncIterator[Reader]:
    async with reader_at(tmp_path) as reader:
        yield reader


@pages
def test_each_block_says_what_it_is(page: Path) -> None:
    unknown = [f"{code.place}: {code.kind}" for code in code_of(page) if code.kind not in KINDS]
    assert unknown == []


@pages
@pytest.mark.timeout(300)
async def test_commands(page: Path, reader: Reader) -> None:
    for code in code_of(page):
        if code.kind == "sh":
            for command in commands_of(code):
                await runs(reader, command, code.place)
        elif code.kind == "json":
            await prints(reader, code)
        elif code.kind == "":
            await is_understood(reader, code)


def test_what_is_not_run_stands_somewhere() -> None:
    everywhere = {
        without_comment(command)
        for page in PAGES
        for code in code_of(page)
        for command in (commands_of(code) if code.kind == "sh" else [code.text])
    }
    assert set(NOT_RUN) - everywhere == set()


def without_comment(command: str) -> str:
    return command.partition("  #")[0].strip()


async def runs(reader: Reader, command: str, place: str) -> None:
    """A command of a block does what it says, or it is known why that cannot be tried."""
    if without_comment(command) in NOT_RUN or words_of(command)[0] in ELSEWHERE:
        return
    ended = await reader.types(command)
    codes = {0, 1} if WITH_CODE_1 & set(words_of(command)) else {0}
    assert ended.code in codes, f"{place}: {command}\n{ended}"
    assert "Traceback" not in ended.errors, f"{place}: {command}\n{ended}"


async def is_understood(reader: Reader, code: Code) -> None:
    """A command between the words may lack what it needs, but no more."""
    words = words_of(code.text)
    if words[0].endswith("cornetta") and not _is_whole(words[1:]):
        plain = [word for word in words[1:] if not word.startswith("-")]
        code = Code("", "", " ".join(["cornetta", *plain, "--help"]), code.place)
    folder, reader.folder = reader.folder, _new_folder(reader.folder)
    try:
        if code.text not in NOT_RUN and words[0] not in ELSEWHERE:
            ended = await reader.types(code.text)
            assert ended.code in (0, 1, 2), f"{code.place}: {code.text}\n{ended}"
            assert "usage:" not in ended.errors, f"{code.place}: {code.text}\n{ended}"
            assert "Traceback" not in ended.errors, f"{code.place}: {code.text}\n{ended}"
    finally:
        reader.folder = folder


def _is_whole(arguments: list[str]) -> bool:
    with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
        try:
            read(arguments)
        except (SystemExit, argparse.ArgumentError):
            return False
    return True


def _new_folder(folder: Path) -> Path:
    new = folder / f"between-{len(os.listdir(folder))}"  # noqa: PTH208
    (new / "home").mkdir(parents=True)
    return new


async def prints(reader: Reader, code: Code) -> None:
    """A sample has the form of what its command prints."""
    ended = await reader.types(code.about)
    assert ended.out, f"{code.place}: {code.about}\n{ended}"
    real = json.loads(ended.out.splitlines()[0])
    problem = differs(json.loads(code.text), real)
    assert not problem, f"{code.place}: {problem}; {code.about} prints\n{ended.out}"


def differs(sample: object, real: object, at: str = "it") -> str:
    """Say where a sample has another form than what is printed; "" for nowhere.

    Nothing is said of what is null in one of them, nor of an empty list.
    """
    if sample is None or real is None:
        return ""
    if isinstance(sample, dict) and isinstance(real, dict):
        if sample.keys() != real.keys():
            return f"{at} has the keys {', '.join(real)}"
        found = (differs(sample[key], real[key], f"{at}.{key}") for key in sample)
        return next(filter(None, found), "")
    if isinstance(sample, list) and isinstance(real, list):
        return differs(sample[0], real[0], f"{at}[0]") if sample and real else ""
    number = (int, float)
    alike = isinstance(real, number) if isinstance(sample, number) else type(sample) is type(real)
    return "" if alike else f"{at} is {real!r}"


def test_a_sample_of_another_form_is_found() -> None:
    real = {"id": "1", "legs": [{"extension": "101"}], "queue": None}
    assert differs({"id": "2", "legs": [], "queue": "sales"}, real) == ""
    assert "keys" in differs({"id": "2", "legs": []}, real)
    assert "it.legs[0] has" in differs({**real, "legs": [{"exten": "101"}]}, real)
    assert differs({**real, "id": 1}, real) == "it.id is '1'"


async def test_the_demo_without_a_display(tmp_path: Path) -> None:
    """`make demo` shows calls until Ctrl-C. Not by make, whose set-up would mend this very venv."""
    bare = {"DISPLAY", "WAYLAND_DISPLAY"}
    environment = {key: value for key, value in os.environ.items() if key not in bare}
    ended = await run(
        "packaging/demo.sh",
        ROOT,
        environment | {"XDG_STATE_HOME": str(tmp_path)},
        lambda said: any(" rings at " in line for line in said),
    )
    assert "the demo runs in this terminal" in ended.out
    assert "Traceback" not in ended.errors


@pytest.mark.parametrize(
    "command",
    [
        "cornetta nonsense",
        "cornetta calls --nonsense",
        "cornetta replay missing.ami",
        "make nonsense",
        "sudo nonsense",
    ],
)
async def test_a_wrong_command_is_found(command: str, reader: Reader) -> None:
    with pytest.raises(AssertionError):
        await runs(reader, command, "page:1")
