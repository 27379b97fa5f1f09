"""Writes the licence notices of all that is shipped with Cornetta; stops at what may not be.

That is what has a licence that is unknown or does not fit, or that brings no text of it.
"""

import re
import sys
from collections.abc import Callable, Iterable
from importlib.metadata import Distribution, distributions
from pathlib import Path

from command import ROOT

LICENCES = Path(__file__).resolve().parent / "licences"

FIT = {
    *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "LGPL-3.0-only", "MIT"),
    *("LGPL-2.1-or-later", "MIT-0", "MPL-2.0", "PSF-2.0", "Python-2.0", "Unlicense", "Zlib"),
}
"""What may be shipped beside a program under any licence, with its notice."""

SAYS = {
    "LGPLv2+": "LGPL-2.1-or-later",  # python-xlib's text is that of 2.1
    "MIT": "MIT",
    "MIT license": "MIT",
    "MIT License": "MIT",
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
"""What older packages call their licence."""

TEXTS_OF = {
    "PySide6_Essentials": ("LGPL-3.0.txt", "GPL-3.0.txt"),
    "shiboken6": ("LGPL-3.0.txt", "GPL-3.0.txt"),
}
"""Packages that bring no text along; LGPL 3 is written as additions to GPL 3."""

HEAD = """\
What is shipped with Cornetta, and under which licences.

What is under the GNU Lesser General Public License lies in files of its own: shared libraries, or
Python's own source files. Anybody may replace them by a build of their own.
"""

QT_NOTE = """\
Qt, and PySide6 and shiboken6 which make it known to Python, are used under the GNU Lesser General
Public License, version 3. They are shipped as The Qt Company has built them, but for what only
debuggers read, as shared libraries in files of their own: {where}
You may replace these files by your own build of the same version, change them for your own use,
and take them apart for that. The sources of version {version} are published by The Qt Company and
the Qt Project at code.qt.io (pyside/pyside-setup and qt/qt5). What others have written in Qt is
listed, with its licences, at doc.qt.io/qt-6/licenses-used-in-qt.html.
"""


class NotFit(Exception):
    """A package that may not be shipped like this; the text says why."""


def expression(package: Distribution) -> str:
    """The licence as an SPDX expression: "Apache-2.0 OR BSD-3-Clause"; "" when it is not known."""
    meta = package.metadata
    says = [*(meta.get_all("License-Expression") or []), *(meta.get_all("License") or [])]
    marks = [one for one in meta.get_all("Classifier") or [] if one.startswith("License :: ")]
    says += [mark.rpartition(" :: ")[2] for mark in marks]
    says = [SAYS.get(one.strip(), one.strip()) for one in says]
    return next((one for one in says if one and _is_known(one)), next(filter(None, says), ""))


def fits(spdx: str) -> bool:
    """Whether one of the alternatives has only licences that fit."""
    while inner := re.search(r"\(([^()]*)\)", spdx):
        spdx = spdx[: inner.start()] + ("MIT" if fits(inner[1]) else "none") + spdx[inner.end() :]
    return any(
        # What stands after WITH allows more, never less.
        all(name.partition(" WITH ")[0].strip() in FIT for name in one.split(" AND "))
        for one in spdx.split(" OR ")
    )


def texts(package: Distribution) -> list[tuple[str, str]]:
    """The licence's files: name and text."""
    name = package.metadata["Name"]
    if name in TEXTS_OF:
        return [(one, (LICENCES / one).read_text(encoding="utf-8")) for one in TEXTS_OF[name]]
    marks = ("licen", "copying", "notice")
    return [
        (file.name, Path(str(file.locate())).read_text(encoding="utf-8", errors="replace"))
        for file in package.files or []
        if ".dist-info" in file.parts[0] and any(mark in str(file).lower() for mark in marks)
    ]


def notice(package: Distribution) -> str:
    """One package's part of the notices.

    Raises:
        NotFit: it may not be shipped.
    """
    name, spdx = package.metadata["Name"], expression(package)
    if not spdx or not fits(spdx):
        raise NotFit(f"{name} {package.version}: its licence is {spdx or 'not said'}")
    files = texts(package)
    if not files:
        raise NotFit(f"{name} {package.version}: it brings no text of its licence ({spdx})")
    head = f"{name} {package.version}, {spdx}"
    parts = [f"{'=' * 78}\n{head}\n{'=' * 78}\n"]
    if name in TEXTS_OF:
        where = str(Path("PySide6", "Qt"))
        parts.append(QT_NOTE.format(where=f"{where}, PySide6, shiboken6.", version=package.version))
        files = [] if name == "shiboken6" else files  # once is enough
    parts += [f"--- {file}\n\n{text.strip()}\n" for file, text in files]
    return "\n".join(parts)


def notices(folder: Path, names: Iterable[str] | None = None) -> str:
    """The notices of what is installed in a folder.

    Args:
        names: those alone that are called so; None for all.

    Raises:
        NotFit: some may not be shipped, a line each.
    """
    parts, problems = [], []
    for package in _packages(folder, names):
        try:
            parts.append(notice(package))
        except NotFit as problem:
            problems.append(str(problem))
    if problems:
        raise NotFit("\n".join(problems))
    return "\n\n".join([HEAD, *parts])


def summary(folder: Path) -> str:
    """A line for each package in a folder: its name and its licence."""
    return "\n".join(
        f" - {package.metadata['Name']}: {expression(package)}"
        for package in _packages(folder, None)
    )


def locked(lock: Path) -> list[str]:
    """The names that a lock file pins."""
    return re.findall(r"^([A-Za-z0-9_.-]+)==", lock.read_text(encoding="utf-8"), re.MULTILINE)


def _packages(folder: Path, names: Iterable[str] | None) -> list[Distribution]:
    """Those of a folder, but Cornetta, by name."""
    found = {_plain(one.metadata["Name"]): one for one in distributions(path=[str(folder)])}
    wanted = found.keys() if names is None else {_plain(name) for name in names}
    return [found[name] for name in sorted(found.keys() & wanted) if name != "cornetta"]


def _is_known(spdx: str) -> bool:
    return fits(spdx) or bool(re.search(r"GPL|Proprietary|Commercial", spdx))


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def report(build: Callable[[], Path]) -> None:
    """Build a package, and say what it weighs or why it may not be shipped."""
    try:
        built = build()
    except NotFit as problem:
        sys.exit(f"This may not be shipped:\n{problem}")
    print(f"{built.relative_to(ROOT)}: {built.stat().st_size / 1e6:.1f} MB")
