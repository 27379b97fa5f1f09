"""Starting at login: off until the user wants it, and the desktop's file says so."""

import errno
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from client.error_wording import error as sentence
from client.errors import FileNotWritten
from client.qt.desktop import autostart
from client.qt.desktop.app_id import APP_ID


@pytest.fixture
def environ(tmp_path: Path) -> Mapping[str, str]:
    return {"XDG_CONFIG_HOME": str(tmp_path / "own"), "XDG_CONFIG_DIRS": str(tmp_path / "all")}


def entry(folder: Path) -> Path:
    return folder / "autostart" / f"{APP_ID}.desktop"


def test_it_is_off_until_it_is_wanted(environ: Mapping[str, str], tmp_path: Path) -> None:
    assert not autostart.is_on(environ)
    autostart.turn(["/usr/bin/cornetta"], on=True, environ=environ)
    assert autostart.is_on(environ)
    assert 'Exec="/usr/bin/cornetta"\n' in entry(tmp_path / "own").read_text()
    autostart.turn([], on=False, environ=environ)
    assert not autostart.is_on(environ)
    assert not entry(tmp_path / "own").exists()
    autostart.turn([], on=False, environ=environ)


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled=false"])
def test_the_desktop_can_turn_it_off(environ: Mapping[str, str], tmp_path: Path, line: str) -> None:
    autostart.turn(["/usr/bin/cornetta"], on=True, environ=environ)
    with entry(tmp_path / "own").open("a") as file:
        file.write(f"{line}\n")
    assert not autostart.is_on(environ)
    autostart.turn(["/usr/bin/cornetta"], on=True, environ=environ)
    assert autostart.is_on(environ)


def test_the_user_goes_before_the_administrator(environ: Mapping[str, str], tmp_path: Path) -> None:
    of_all = entry(tmp_path / "all")
    of_all.parent.mkdir(parents=True)
    of_all.write_text("[Desktop Entry]\nType=Application\nName=Cornetta\nExec=cornetta\n")
    assert autostart.is_on(environ)
    autostart.turn([], on=False, environ=environ)
    assert not autostart.is_on(environ)
    assert of_all.exists()


@pytest.mark.desktop_files
def test_the_entry_is_valid_whatever_the_path(environ: Mapping[str, str], tmp_path: Path) -> None:
    path = '/opt/my "$old" \\programs`/100 %/cornetta'
    autostart.turn([path], on=True, environ=environ)
    said = subprocess.run(  # noqa: S603
        ("desktop-file-validate", entry(tmp_path / "own")),  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    assert (said.returncode, said.stdout) == (0, "")
    written = '"/opt/my \\\\"\\\\$old\\\\" \\\\\\\\programs\\\\`/100 %%/cornetta"'
    assert f"Exec={written}\n" in entry(tmp_path / "own").read_text()


def test_a_disk_that_is_full_leaves_it_as_it_was(
    environ: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr("os.fsync", full)
        with pytest.raises(FileNotWritten):
            autostart.turn(["cornetta"], on=True, environ=environ)
    assert not autostart.is_on(environ)


def test_what_cannot_be_written_is_said(environ: Mapping[str, str], tmp_path: Path) -> None:
    (tmp_path / "own").write_text("a file where the folder should be")
    with pytest.raises(FileNotWritten) as caught:
        autostart.turn(["cornetta"], on=True, environ=environ)
    said = str(sentence(caught.value))
    assert re.fullmatch(r"The file \S+\.desktop cannot be written \(.*\)\.", said)
