"""Builds the Debian package, in dist/: one for Debian 12 and 13, and for any Python up to 3.14.

    python packaging/deb.py      run it with the Python 3.11 of .venv

Debian has neither the Qt nor some of the libraries that Cornetta needs. They come along, those of
requirements-app.lock, in /usr/lib/cornetta; of Qt only what is used.
"""

import gzip
import hashlib
import os
import shutil
import sys
import tempfile
import textwrap
from email.utils import format_datetime
from pathlib import Path

import missing
import release
import third_party
import trim_qt
from command import ROOT, run

LINUX = Path(__file__).resolve().parent / "linux"
MAINTAINER = (
    f"{os.environ.get('DEBFULLNAME', 'Cornetta maintainers')}"
    f" <{os.environ.get('DEBEMAIL', 'maintainers@cornetta.desktop')}>"
)
LIBRARY = "usr/lib/cornetta"
LOCKED = ("--require-hashes", "--only-binary=:all:", "-r", ROOT / "requirements-app.lock")
OTHER_PYTHONS = ("3.12", "3.13", "3.14")
# Bytecode is made where it is installed, for the Python that is there.
SCRIPTS = {
    "postinst": 'if [ "$1" = configure ]; then\n  py3compile -p cornetta /usr/lib/cornetta\nfi\n',
    "prerm": "py3clean -p cornetta\n",
}
LAUNCHER = """\
#!/usr/bin/python3 -I
# Isolated: neither the user's folder nor PYTHONPATH can put another library before ours.
import sys

sys.path.insert(0, "/usr/lib/cornetta")

from client.__main__ import main

sys.exit(main())
"""
# Qt aborts or opens no window without the first; a desktop without X11 has the Wayland ones.
DEPENDS = (
    "python3 (>= 3.11)",
    "python3 (<< 3.15)",
    "libc6 (>= 2.34)",
    *sorted(set(missing.QT_LIBRARIES.values())),
    "libwayland-client0",
    "libwayland-cursor0",
    "libwayland-egl1",
)
# Debian runs this when its Python becomes another.
RTUPDATE = """\
#!/bin/sh
set -e
if [ "$1" = rtupdate ]; then
  py3clean -p cornetta
  py3compile -p cornetta /usr/lib/cornetta
fi
"""
# For certificates, the secret, and sounds: miniaudio looks for the libraries when it plays.
RECOMMENDS = ("ca-certificates", "gnome-keyring | kwalletmanager", "libasound2", "libpulse0")
DESCRIPTION = """\
see the calls that ring in your pickup groups, and take one
 Cornetta stays beside the softphone, lists the calls that ring right now in
 your pickup groups, live from an Asterisk PBX, and takes one with one click or
 one key. It always says how that ended, and who was faster.
 .
 Qt and the Python libraries that it needs are part of this package."""
COPYRIGHT = """\
Cornetta is the work of its authors. No licence has been chosen for it yet.

This package also holds the work of others, in /usr/lib/cornetta:

{packages}

What each of them asks for is in third-party.txt.gz beside this file. The texts
of the GNU LGPL 3, the GNU GPL 3 and the Apache License 2.0 are also in
/usr/share/common-licenses/LGPL-3, GPL-3 and Apache-2.0.
"""


def build() -> Path:
    """Build it; return the .deb."""
    if sys.version_info[:2] != (3, 11):
        # The Qt for Python 3.11 also runs with all later ones.
        sys.exit("Make .venv with the Python of Debian 12: make setup PYTHON=python3.11")
    os.umask(0o022)  # dpkg-deb refuses folders that are root's alone
    this = release.this_release()
    architecture = run("dpkg", "--print-architecture").strip()
    (ROOT / "dist").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="cornetta-deb-") as folder:
        tree = Path(folder) / "tree"
        library = tree / LIBRARY
        install_into(library)
        _add_other_pythons(library)
        notices = third_party.notices(library)
        packages = third_party.summary(library)
        trim_qt.trim(library)
        _strip(library)
        _write(tree / "usr/bin/cornetta", LAUNCHER, mode=0o755)
        _write(tree / "usr/share/python3/runtime.d/cornetta.rtupdate", RTUPDATE, mode=0o755)
        _add_desktop_files(tree)
        _add_documents(tree, this, packages, notices)
        _make_plain(tree)
        _add_control(tree, this.version, architecture)
        target = ROOT / "dist" / f"cornetta_{this.version}_{architecture}.deb"
        run(
            *("dpkg-deb", "--root-owner-group", "-Zxz", "--build", tree, target),
            environ={"SOURCE_DATE_EPOCH": str(int(this.date.timestamp()))},
        )
    return target


def install_into(library: Path) -> None:
    """Install the locked libraries and the program into a folder."""
    _pip_install(library, *LOCKED)
    with tempfile.TemporaryDirectory() as folder:
        command = (sys.executable, "-m", "hatchling", "build", "-t", "wheel", "--directory", folder)
        run(*command)
        _pip_install(library, *Path(folder).glob("*.whl"))
    shutil.rmtree(library / "bin")


def _pip_install(library: Path, *what: str | Path) -> None:
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    run(*pip, "--no-deps", "--no-compile", "--target", library, *what)


def _add_other_pythons(library: Path) -> None:
    """Add what is compiled for one Python alone. The file's name says for which."""
    for python in OTHER_PYTHONS:
        with tempfile.TemporaryDirectory() as folder:
            _pip_install(Path(folder), *LOCKED, "--python-version", python)
            for path in Path(folder).rglob(f"*.cpython-{python.replace('.', '')}-*.so"):
                shutil.copy(path, library / path.relative_to(folder))


def _add_desktop_files(tree: Path) -> None:
    name, share = release.APP_ID, tree / "usr/share"
    entry = (LINUX / f"{name}.desktop").read_text(encoding="utf-8")
    _write(share / f"applications/{name}.desktop", entry)
    metainfo = release.filled(LINUX / f"{name}.metainfo.xml.template")
    _write(share / f"metainfo/{name}.metainfo.xml", metainfo)
    icon = (ROOT / "resources/icons/cornetta.svg").read_text(encoding="utf-8")
    _write(share / f"icons/hicolor/scalable/apps/{name}.svg", icon)
    manual = release.filled(LINUX / "cornetta.1.template")
    _write_packed(share / "man/man1/cornetta.1.gz", manual)


def _strip(library: Path) -> None:
    """Take what only debuggers read out of the shared libraries; most come without it."""
    for path in library.rglob("*.so*"):
        run("strip", "--strip-unneeded", path)


def _add_documents(tree: Path, this: release.Release, packages: str, notices: str) -> None:
    documents = tree / "usr/share/doc/cornetta"
    news = "\n".join(
        textwrap.fill(line, 78, initial_indent="  * ", subsequent_indent="    ")
        for line in this.news
    )
    when = format_datetime(this.date)
    entry = (
        f"cornetta ({this.version}) stable; urgency=medium\n\n{news}\n\n -- {MAINTAINER}  {when}\n"
    )
    _write_packed(documents / "changelog.gz", entry)
    _write(documents / "copyright", COPYRIGHT.format(packages=packages))
    _write_packed(documents / "third-party.txt.gz", notices)
    overrides = (LINUX / "lintian-overrides").read_text(encoding="utf-8")
    _write(tree / "usr/share/lintian/overrides/cornetta", overrides)


def _make_plain(tree: Path) -> None:
    """Give every file and folder the rights that Debian's have."""
    for path in tree.rglob("*"):
        program = path.is_dir() or path.parent.name in ("bin", "runtime.d")
        path.chmod(0o755 if program else 0o644)
        if path.name == "__pycache__":
            sys.exit(f"{path} should not be there.")
    tree.chmod(0o755)


def _add_control(tree: Path, version: str, architecture: str) -> None:
    files = sorted(path for path in tree.rglob("*") if path.is_file())
    size = sum(-(-path.stat().st_size // 1024) for path in files)
    fields = {
        "Package": "cornetta",
        "Version": version,
        "Architecture": architecture,
        "Maintainer": MAINTAINER,
        "Installed-Size": str(size),
        "Depends": ", ".join(DEPENDS),
        "Recommends": ", ".join(RECOMMENDS),
        "Section": "comm",
        "Priority": "optional",
        "Description": DESCRIPTION,
    }
    control = "".join(f"{key}: {value}\n" for key, value in fields.items())
    _write(tree / "DEBIAN/control", control)
    sums = (
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}  "
        f"{path.relative_to(tree)}\n"
        for path in files
    )
    _write(tree / "DEBIAN/md5sums", "".join(sums))
    for name, body in SCRIPTS.items():
        _write(tree / "DEBIAN" / name, f"#!/bin/sh\nset -e\n{body}", mode=0o755)


def _write(path: Path, text: str, mode: int = 0o644) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)


def _write_packed(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


if __name__ == "__main__":
    third_party.report(build)
