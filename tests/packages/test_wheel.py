"""Wheel and sdist: whole, and nothing but what belongs there; they work outside the tree."""

import json
import sys
import tarfile
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest

from client import __version__
from tests.packages.conftest import ROOT, Built, build, run


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        text = archive.read(f"cornetta-{__version__}.dist-info/METADATA").decode()
    return Parser().parsestr(text)


def test_the_wheel_has_all_of_the_program_and_nothing_else(built: Built) -> None:
    program = {str(path.relative_to(ROOT)) for path in (ROOT / "client").rglob("*.py")}
    resources = {
        f"client/_resources/{path.relative_to(ROOT / 'resources')}"
        for path in (ROOT / "resources").rglob("*")
        if path.is_file()
    }
    inside = {name for name in names(built.wheel) if ".dist-info/" not in name}
    assert inside == program | resources


def test_the_wheel_says_what_it_is(built: Built) -> None:
    says = metadata(built.wheel)
    assert says["Name"] == "cornetta"
    assert says["Version"] == __version__
    assert says["Requires-Python"] == "<3.15,>=3.11"
    assert built.wheel.name == f"cornetta-{__version__}-py3-none-any.whl"


def test_the_version_stands_in_one_place() -> None:
    version = f'"{__version__}"'
    places = [
        path.relative_to(ROOT)
        for pattern in ("client/**/*.py", "packaging/**/*", "pyproject.toml", "Makefile")
        for path in ROOT.glob(pattern)
        if path.is_file()
        and path.suffix != ".pyc"
        and version in path.read_text("utf-8", "replace")
    ]
    assert places == [Path("client/__init__.py")]


def test_the_sdist_makes_the_same_wheel(built: Built, tmp_path: Path) -> None:
    with tarfile.open(built.sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    again = build(tmp_path / f"cornetta-{__version__}", tmp_path / "dist")
    assert names(again.wheel) == names(built.wheel)
    assert str(metadata(again.wheel)) == str(metadata(built.wheel))


def test_it_is_whole_outside_the_tree(installed: Path, tmp_path: Path) -> None:
    done = run(installed / "cornetta", "self-test", cwd=tmp_path)
    print(done.stdout)  # noqa: T201
    assert "FAULT" not in done.stdout
    assert str(ROOT / "resources") not in done.stdout
    assert str(installed.parent) in next(
        line for line in done.stdout.splitlines() if " files " in line
    )
    assert done.stdout.endswith(" checks passed.\n")
    assert done.stderr == ""
    assert run(installed / "cornetta", "--version", cwd=tmp_path).stdout == (
        f"cornetta {__version__}\n"
    )


@pytest.mark.parametrize(
    ("file", "check"),
    [
        ("_resources/icons/cornetta.svg", "icons"),
        ("_resources/i18n/client_it.qm", "translations"),
        ("_resources/asterisk/pickup.conf.template", "templates"),
        ("admin/undo_that_nobody_imports_early.py", "program"),
        ("qt/window/report_dialog.py", "files"),
        ("qt/window/main_window.py", "window"),
    ],
)
def test_what_is_missing_or_broken_is_told(
    installed: Path, tmp_path: Path, file: str, check: str
) -> None:
    say = "import client, pathlib; print(pathlib.Path(client.__file__).parent)"
    folder = Path(run(installed / "python", "-I", "-c", say, cwd=tmp_path).stdout.strip())
    path, aside = folder / file, tmp_path / "aside"
    was_there = path.exists()
    if was_there:
        path.rename(aside)
    else:
        path.write_text("import nothing_of_this_name")
    try:
        done = run(installed / "cornetta", "self-test", "--json", cwd=tmp_path, check=False)
    finally:
        if was_there:
            aside.rename(path)
        else:
            path.unlink()
    assert done.returncode == 1, done.stdout
    says = json.loads(done.stdout)
    assert not says["healthy"]
    assert check in {each["check"] for each in says["checks"] if not each["ok"]}
    assert "Traceback" not in done.stderr


def test_a_reader_that_goes_away_is_no_fault(installed: Path, tmp_path: Path) -> None:
    done = run("sh", "-c", f"'{installed}/cornetta' self-test | head -n1", cwd=tmp_path)
    assert done.stdout.startswith("ok ")
    assert done.stderr == ""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no core dumps of this kind")
def test_no_core_is_dumped() -> None:
    ask = (
        "import resource, sys; from client.__main__ import main; main(['self-test', '--json']);"
        "print(resource.getrlimit(resource.RLIMIT_CORE)[0], file=sys.stderr)"
    )
    # Where the hard limit is 0, nobody can raise it.
    shell = f"ulimit -S -c 1000 2>/dev/null; exec '{sys.executable}' -c \"{ask}\""
    hard = run("sh", "-c", "ulimit -H -c", cwd=ROOT).stdout
    least = "1\n" if sys.platform == "linux" and hard != "0\n" else "0\n"
    assert run("sh", "-c", shell, cwd=ROOT).stderr == least
