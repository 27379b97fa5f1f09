"""What a test may need of the machine, and what happens when the machine has not got it.

A pytest plugin, loaded by the top ``conftest.py``. A test with a mark of ``NEEDS`` is skipped with
the reason where that need cannot be met, and the last lines of the run say so. With ``CI=true``
they make the run fail: what runs nowhere is not tested.

It knows where the programs are; ``tests.asterisk.lab`` knows what to do with them.
"""

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT_SCRIPT = Path(__file__).parent / "asterisk" / "root.sh"
XVFB_PROGRAMS = ("Xvfb", "openbox", "trayer", "xdotool", "xrandr", "import")
DESKTOP_PROGRAMS = ("desktop-file-validate", "appstreamcli")
ACCESSIBILITY_BUS = Path("/usr/share/dbus-1/services/org.a11y.Bus.service")


class AsteriskUnavailable(Exception):
    """No real Asterisk can be had here; its text is one sentence that says why."""


@dataclass(frozen=True, slots=True)
class AsteriskBinaries:
    """Where a real Asterisk and its phones are.

    Attributes:
        asterisk: How a command line for Asterisk begins.
        sipp: How a command line for SIPp begins.
        modules: For ``astmoddir`` in asterisk.conf.
        data: For ``astdatadir`` in asterisk.conf.
    """

    asterisk: list[str]
    sipp: list[str]
    modules: Path
    data: Path


def find_asterisk(suite: str | None = None) -> AsteriskBinaries:
    """Find Asterisk and SIPp: the installed ones, else those of a folder, built when it is missing.

    Args:
        suite: The Debian suite of the folder (``bullseye`` has Asterisk 16), and then never the
            installed ones.

    Raises:
        AsteriskUnavailable: There are none, and why.
    """
    installed = _installed() if suite is None else None
    if installed is not None:
        return installed
    root = asterisk_root(suite or "sid")
    if isinstance(root, str):
        raise AsteriskUnavailable(root)
    return AsteriskBinaries(
        asterisk=[str(root / "asterisk")],
        sipp=[str(root / "sipp")],
        modules=root / "modules",
        data=root / "data",
    )


@cache
def asterisk_root(suite: str) -> Path | str:
    """Return the folder that ``root.sh`` makes, or one sentence that says why there is none.

    The first call on a machine fetches some 90 MB; later ones take a few milliseconds.
    """
    last = ""
    try:
        # The script bounds its own time.
        with subprocess.Popen(  # noqa: S603  # our own script
            [ROOT_SCRIPT, "--suite", suite],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as script:
            assert script.stdout is not None
            assert script.stderr is not None
            for line in script.stderr:
                last = line.strip()
                if last.endswith("..."):  # it says what takes time
                    sys.stderr.write(line)
            root = script.stdout.read().strip()
    except OSError as error:
        return f"No real Asterisk: {ROOT_SCRIPT.name} does not start ({error})."
    if script.returncode == 0:
        return Path(root)
    return last or f"No real Asterisk: {ROOT_SCRIPT.name} ended with {script.returncode}."


def _installed() -> AsteriskBinaries | None:
    """Return the Asterisk and SIPp of this system, if it has both and their files."""
    # A user's PATH on Debian has no sbin, where asterisk is.
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"))
    asterisk, sipp = shutil.which("asterisk", path=path), shutil.which("sipp", path=path)
    if asterisk is None or sipp is None:
        return None
    prefix = Path(asterisk).resolve().parent.parent
    modules = [
        folder
        for pattern in ("lib/*/asterisk/modules", "lib64/asterisk/modules", "lib/asterisk/modules")
        for folder in prefix.glob(pattern)
        if (folder / "chan_pjsip.so").is_file()
    ]
    data = [
        folder
        for folder in (
            prefix / "share/asterisk",
            prefix / "var/lib/asterisk",
            Path("/var/lib/asterisk"),
        )
        if (folder / "documentation").is_dir()
    ]
    if not modules or not data:
        return None
    return AsteriskBinaries([asterisk], [sipp], modules[0], data[0])


def _why_no_asterisk() -> str | None:
    try:
        find_asterisk()
    except AsteriskUnavailable as reason:
        return str(reason)
    return None


def _why_no_xvfb() -> str | None:
    missing = [name for name in XVFB_PROGRAMS if shutil.which(name) is None]
    return f"No X server to test on: {', '.join(missing)} not found." if missing else None


def _why_no_dbus() -> str | None:
    if shutil.which("dbus-daemon") is None:
        return "No session bus can be had: dbus-daemon not found."
    return None


def _why_no_keyring() -> str | None:
    if reason := _why_no_dbus():
        return reason
    if shutil.which("gnome-keyring-daemon") is None:
        return "No real keyring can be had: gnome-keyring-daemon not found."
    return None


def _why_no_reader() -> str | None:
    if reason := _why_no_xvfb() or _why_no_dbus():
        return reason
    if not ACCESSIBILITY_BUS.exists():
        return f"No screen reader can be played: {ACCESSIBILITY_BUS} not found (at-spi2-core)."
    return None


def find_faketime() -> str:
    """Return the library that makes a program hear another time; "" where there is none."""
    found = map(str, Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    return os.environ.get("LIBFAKETIME") or next(found, "")


def _why_no_faketime() -> str | None:
    return None if find_faketime() else "No libfaketime (Debian: faketime) to set a PBX's clock."


def _why_no_desktop_programs() -> str | None:
    missing = [name for name in DESKTOP_PROGRAMS if shutil.which(name) is None]
    return (
        f"Nothing to judge desktop files with: {', '.join(missing)} not found." if missing else None
    )


NEEDS: dict[str, Callable[[], str | None]] = {
    "asterisk": _why_no_asterisk,
    "faketime": _why_no_faketime,
    "dbus": _why_no_dbus,
    "keyring": _why_no_keyring,
    "reader": _why_no_reader,
    "xvfb": _why_no_xvfb,
    "desktop_files": _why_no_desktop_programs,
}
SKIPPED = pytest.StashKey[Counter[str]]()


# Last, so that a folder's conftest has given its marks, and -k and -m have taken tests away.
@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what cannot run here, and remember how many and why."""
    skipped = config.stash.setdefault(SKIPPED, Counter())
    if config.option.collectonly:
        return
    for need, why_not in NEEDS.items():
        needing = [item for item in items if item.get_closest_marker(need)]
        if not needing:
            continue
        # The first run fetches an Asterisk, and that takes time: say so on the real terminal.
        capture = config.pluginmanager.getplugin("capturemanager")
        with capture.global_and_fixture_disabled() if capture else nullcontext():
            reason = why_not()
        if reason is None:
            continue
        skipped[reason] += len(needing)
        for item in needing:
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None, object, object]:
    """Say what was skipped as the very last lines; in CI that is a failure."""
    result = yield
    skipped = session.config.stash.get(SKIPPED, Counter())
    if not skipped:
        return result
    lines = [f"Tests skipped: {number}. {reason}" for reason, number in skipped.items()]
    if os.environ.get("CI") == "true":
        lines.append("CI=true: tests that could not run make this run fail.")
        if session.exitstatus in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
    terminal = session.config.pluginmanager.getplugin("terminalreporter")
    if terminal:
        for line in lines:
            terminal.write_line(line, red=True)
    return result
