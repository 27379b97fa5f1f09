"""What a desktop learns of the program: menu entry, metainfo, icon; and the manual."""

import argparse
import re
import struct
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from client import __version__, assets
from client.cli.arguments import parser
from client.qt.desktop.app_id import APP_ID
from tests.packages.conftest import ROOT, run, script

LINUX = ROOT / "packaging" / "linux"


@pytest.fixture
def metainfo(tmp_path: Path) -> Path:
    path = tmp_path / f"{APP_ID}.metainfo.xml"
    path.write_text(script("release").filled(LINUX / f"{path.name}.template"))
    return path


@pytest.mark.desktop_files
def test_the_menu_entry_is_valid(tmp_path: Path) -> None:
    done = run("desktop-file-validate", LINUX / f"{APP_ID}.desktop", cwd=tmp_path)
    assert done.stdout == ""


@pytest.mark.desktop_files
def test_the_metainfo_is_valid(metainfo: Path, tmp_path: Path) -> None:
    run("appstreamcli", "validate", "--no-net", metainfo, cwd=tmp_path)


def test_all_agree_on_what_it_is_called(metainfo: Path) -> None:
    tree = ET.parse(metainfo)  # noqa: S314 - our own file
    assert tree.findtext("id") == APP_ID
    assert tree.findtext("launchable") == f"{APP_ID}.desktop"
    assert [one.get("version") for one in tree.iter("release")] == [__version__]
    entry = (LINUX / f"{APP_ID}.desktop").read_text()
    assert f"\nIcon={APP_ID}\n" in entry
    assert "\nExec=cornetta\n" in entry
    # Without this, a desktop cannot tell which window belongs to the entry.
    app = (ROOT / "client" / "qt" / "app.py").read_text()
    assert "setDesktopFileName(APP_ID)" in app
    assert (assets.root() / "icons" / "cornetta.svg").is_file()


def test_it_does_not_start_by_itself() -> None:
    assert "autostart" not in (ROOT / "packaging" / "deb.py").read_text().lower()


def test_the_manual_has_every_verb_and_option() -> None:
    manual = (LINUX / "cornetta.1.template").read_text().replace("\\-", "-")
    grammar = parser()
    actions = grammar._actions
    [verbs] = [one for one in actions if isinstance(one, argparse._SubParsersAction)]
    told = set(re.findall(r"^\.TP\n\.(?:BI?) ([a-z-]+)", manual, re.MULTILINE))
    assert set(verbs.choices) <= told
    for action in actions:
        for option in action.option_strings:
            assert option in manual or option in ("-h", "--help"), option


def test_windows_and_macos_get_an_icon(tmp_path: Path) -> None:
    run(sys.executable, ROOT / "packaging" / "icon_files.py", tmp_path, cwd=tmp_path)
    for name, sizes in {"ico": {(16, 16), (256, 256)}, "icns": {(128, 128), (1024, 1024)}}.items():
        data = (tmp_path / f"cornetta.{name}").read_bytes()
        places = [found.start() for found in re.finditer(rb"\x89PNG", data)]
        found = {struct.unpack(">II", data[place + 16 : place + 24]) for place in places}
        assert sizes <= found
