"""Builds the one-folder program with PyInstaller, and packs it, in dist/.

    python packaging/onedir.py      run it with the Python of .venv

PyInstaller needs a Python with a shared library; where .venv's has none, another one is looked for,
or PYTHON=... names it.
"""

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
from importlib.metadata import distributions
from pathlib import Path

import missing
import release
import system_licences
import third_party
from command import ROOT, run

BUILD = ROOT / "build" / "onedir"
LOCK = ROOT / "requirements-onedir.lock"
FATAL = re.compile(r"Library not found: could not resolve '(lib(?:xcb|xkbcommon|X11)[^']*)'")
"""PyInstaller only warns of these, and the product then opens no window."""

BOOTLOADER = """\
==============================================================================
PyInstaller {version}, GPL-2.0-or-later WITH Bootloader-exception
==============================================================================

The program begins with PyInstaller's bootloader. Its exception lets it be part of programs under
any licence.
"""


def build() -> Path:
    """Build it; return the packed file."""
    _refuse_a_poor_system()
    python = _environment()
    run(python, ROOT / "packaging" / "icon_files.py", ROOT / "build" / "icons")
    said = run(
        *(python, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "INFO"),
        *("--distpath", BUILD / "dist", "--workpath", BUILD / "work"),
        ROOT / "packaging" / "cornetta.spec",
    )
    (BUILD / "log.txt").write_text(said, encoding="utf-8")
    if lost := sorted(set(FATAL.findall(said))):
        sys.exit(f"This system lacks {', '.join(lost)}: the program could open no window.")
    folder = BUILD / "dist" / "cornetta"
    if sys.platform == "linux":
        for library in (folder / "lib").rglob("*.so*"):
            if not library.is_symlink():
                run("strip", "--strip-unneeded", library)
    notices = third_party.notices(_site(python), third_party.locked(ROOT / "requirements-app.lock"))
    notices += "\n\n" + _bootloader(_site(python))
    if sys.platform == "linux":
        notices += "\n\n" + system_licences.notices(folder / "lib")
    (folder / "THIRD-PARTY.txt").write_text(notices, encoding="utf-8")
    size = sum(path.stat().st_size for path in folder.rglob("*") if not path.is_symlink())
    print(f"{size / 1e6:.0f} MB before it is packed")
    return _packed(folder)


def _refuse_a_poor_system() -> None:
    if sys.platform != "linux":
        return
    lost = [
        f"{library} (in Debian: {package})"
        for library, package in missing.lost_libraries(missing.QT_LIBRARIES)
    ]
    if lost:
        sys.exit(f"This system lacks {', '.join(lost)}: the program could open no window.")


def _environment() -> Path:
    """Make, or find, an environment with what the lock names; return its Python."""
    base = _base_python()
    venv = BUILD / "venv"
    python = venv / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    recipe = f"{base} {hashlib.sha256(LOCK.read_bytes()).hexdigest()}"
    mark = venv / "made-from"
    if mark.is_file() and mark.read_text(encoding="utf-8") == recipe:
        return python
    shutil.rmtree(venv, ignore_errors=True)
    run(base, "-m", "venv", "--without-pip", venv)
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python)
    hashed = ("--require-hashes", "--no-deps", "--only-binary=:all:", "-r", LOCK)
    run(*pip, "install", "--quiet", *hashed)
    mark.write_text(recipe, encoding="utf-8")
    return python


def _base_python() -> str:
    """A Python 3.11 to 3.14 that PyInstaller can work with."""
    ask = (
        "import sys, sysconfig; print((3, 11) <= sys.version_info[:2] < (3, 15) and"
        " (sys.platform != 'linux' or bool(sysconfig.get_config_var('Py_ENABLE_SHARED'))))"
    )
    chosen = os.environ.get("PYTHON")
    known = [f"python3.{minor}" for minor in (14, 13, 12, 11)]
    names = [chosen] if chosen else [sys._base_executable, *known, "/usr/bin/python3"]  # type: ignore[attr-defined]  # noqa: SLF001
    for name in names:
        path = shutil.which(name)
        if path is None:
            continue
        said = subprocess.run(  # noqa: S603 - an interpreter
            [path, "-c", ask], capture_output=True, text=True, check=False
        )
        if said.stdout.strip() == "True":
            return path
    sys.exit("No Python 3.11 to 3.14 with a shared library here; name one with PYTHON=...")


def _site(python: Path) -> Path:
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    return Path(run(python, "-c", ask).strip())


def _bootloader(site: Path) -> str:
    """The notice of what starts the program, which PyInstaller puts there."""
    [pyinstaller] = distributions(path=[str(site)], name="pyinstaller")
    files = third_party.texts(pyinstaller)
    if not files:
        raise third_party.NotFit("PyInstaller brings no text of its licence")
    head = BOOTLOADER.format(version=pyinstaller.version)
    return "\n\n".join([head, *(text.strip() for _, text in files)])


def _packed(folder: Path) -> Path:
    this = release.this_release()
    system = {"linux": "linux", "win32": "windows", "darwin": "macos"}[sys.platform]
    name = f"cornetta-{this.version}-{system}-{platform.machine().lower()}"
    dist = ROOT / "dist"
    dist.mkdir(exist_ok=True)
    if sys.platform == "linux":
        target = dist / f"{name}.tar.xz"
        with tarfile.open(target, "w:xz") as archive:
            archive.add(folder, name, filter=for_everybody)
        return target
    whole = folder.with_name("Cornetta.app") if sys.platform == "darwin" else folder
    if sys.platform == "darwin":
        shutil.copy(folder / "THIRD-PARTY.txt", whole / "Contents" / "Resources")
        target = dist / f"{name}.zip"
        run("ditto", "-c", "-k", "--keepParent", whole, target)  # zipfile would lose the links
        return target
    return Path(shutil.make_archive(str(dist / name), "zip", whole.parent, whole.name))


def for_everybody(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Root's, for all to read and to start, whatever the umask was."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    if not entry.issym():
        entry.mode = 0o755 if entry.mode & 0o100 else 0o644
    return entry


if __name__ == "__main__":
    third_party.report(build)
