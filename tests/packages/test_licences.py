"""Everything that is shipped has a licence that fits, and its notice."""

import sysconfig
from pathlib import Path

import pytest

from tests.packages.conftest import ROOT, script

third_party = script("third_party")
trim_qt = script("trim_qt")


def test_all_that_is_shipped_fits() -> None:
    names = third_party.locked(ROOT / "requirements-app.lock")
    notices = third_party.notices(Path(sysconfig.get_path("purelib")), names)
    assert {"msgspec", "PySide6_Essentials", "qasync"} <= {
        line.split()[0] for line in notices.splitlines() if line.count(",") >= 1
    }
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in notices
    assert "You may replace these files" in notices
    assert "cornetta" not in notices.lower().replace("shipped with cornetta", "")


@pytest.mark.parametrize(
    ("spdx", "fit"),
    [
        ("MIT", True),
        ("LGPL-3.0-only OR GPL-3.0-only", True),
        ("GPL-3.0-only", False),
        ("MIT AND GPL-3.0-only", False),
        ("(MIT OR GPL-3.0-only) AND GPL-2.0-only", False),
        ("(MIT OR GPL-3.0-only) AND BSD-3-Clause", True),
        ("Apache-2.0 WITH LLVM-exception", True),
        ("Whatever", False),
        ("", False),
    ],
)
def test_which_fit(spdx: str, fit: bool) -> None:  # noqa: FBT001 - pytest passes it by name
    assert third_party.fits(spdx) is fit


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("License-Expression: GPL-3.0-only", "odd 1.0: its licence is GPL-3.0-only"),
        ("License: as I like", "odd 1.0: its licence is as I like"),
        ("Summary: x", "odd 1.0: its licence is not said"),
        ("License-Expression: MIT", "odd 1.0: it brings no text of its licence (MIT)"),
    ],
)
def test_what_does_not_fit_stops_it(tmp_path: Path, lines: str, problem: str) -> None:
    info = tmp_path / "odd-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: odd\nVersion: 1.0\n{lines}\n")
    (info / "RECORD").write_text("odd-1.0.dist-info/METADATA,,\n")
    with pytest.raises(third_party.NotFit) as raised:
        third_party.notices(tmp_path)
    assert str(raised.value) == problem


def test_of_qt_only_what_is_used() -> None:
    modules = trim_qt.used_modules()
    assert {"QtCore", "QtGui", "QtWidgets"} <= modules
    assert "QtTest" not in modules
    wanted = [trim_qt.wanted_plugin(Path(path), modules) for path in ("platforms/libqxcb.so",)]
    assert wanted == [True]
    for path in ("platforms/libqeglfs.so", "sqldrivers/libqsqlite.so", "imageformats/libqtiff.so"):
        assert not trim_qt.wanted_plugin(Path(path), modules)


def test_a_build_without_libraries_of_x_is_told_from_others() -> None:
    """PyInstaller only warns, and the product opens no window."""
    fatal = script("onedir").FATAL
    warns = "16545 WARNING: Library not found: could not resolve '{}', dependency of '/libqxcb.so'."
    assert fatal.findall(warns.format("libxcb-icccm.so.4")) == ["libxcb-icccm.so.4"]
    assert not fatal.findall(warns.format("libgtk-3.so.0"))
