"""The licence notices of the system's own libraries that PyInstaller takes along, on Debian.

Each belongs to a package of Debian, which has looked at its licence; here stands which of them may
be shipped like this. Another one stops the build until somebody has looked at it.
"""

import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

from third_party import NotFit

FIT = {
    "brotli": "MIT",
    "bzip2": "bzip2-1.0.6",
    "dbus": "AFL-2.1 OR GPL-2.0-or-later",
    "e2fsprogs": "MIT (libcom_err)",
    "expat": "MIT",
    "fontconfig": "HPND",
    "freetype": "FTL OR GPL-2.0-only",
    "gcc": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "glib2.0": "LGPL-2.1-or-later",
    "keyutils": "LGPL-2.0-or-later",
    "krb5": "MIT",
    "libcap2": "BSD-3-Clause OR GPL-2.0-only",
    "libffi": "MIT",
    "libgcrypt20": "LGPL-2.1-or-later",
    "libgpg-error": "LGPL-2.1-or-later",
    "libpng1.6": "libpng-2.0",
    "libx11": "MIT",
    "libxcb": "MIT",
    "libxkbcommon": "MIT",
    "libzstd": "BSD-3-Clause OR GPL-2.0-only",
    "lz4": "BSD-2-Clause (liblz4)",
    "openssl": "Apache-2.0",
    "pcre2": "BSD-3-Clause",
    "systemd": "LGPL-2.1-or-later (libsystemd)",
    "util-linux": "BSD-3-Clause (libuuid)",
    "xcb-util": "MIT",
    "xcb-util-cursor": "MIT",
    "xcb-util-image": "MIT",
    "xcb-util-keysyms": "MIT",
    "xcb-util-renderutil": "MIT",
    "xcb-util-wm": "MIT",
    "xz-utils": "0BSD (liblzma)",
    "zlib": "Zlib",
}
"""By source package, without the number in its name: its licence, or that of the library alone."""

HEAD = """\
Shared libraries of Debian that are part of this folder. Those under the LGPL may be replaced by
your own build. Their sources are those of Debian's source packages, whose versions are given.
"""


def notices(libraries: Path) -> str:
    """The notices of what in a folder of libraries comes from this system, and Python's own.

    Raises:
        NotFit: one is not known, a line each.
    """
    owners: dict[str, list[str]] = {}
    problems = []
    for library in sorted(libraries.glob("lib*.so*")):
        if library.is_symlink() or library.name.startswith("libpython"):
            continue
        owner = _owner(library.name)
        if owner is None or _plain(owner[1]) not in FIT:
            problems.append(
                f"{library.name}: {owner or 'no package of Debian'}; look at its licence"
            )
        else:
            owners.setdefault(" ".join(owner), []).append(library.name)
    if problems:
        raise NotFit("\n".join(problems))
    parts = [HEAD, f"{'=' * 78}\nPython, Python-2.0\n{'=' * 78}\n\n{_python()}"]
    for known, names in sorted(owners.items()):
        package, source, version = known.split()
        head = f"{source} {version}, {FIT[_plain(source)]}\n{', '.join(names)}"
        text = Path("/usr/share/doc", package, "copyright").read_text(encoding="utf-8")
        parts.append(f"{'=' * 78}\n{head}\n{'=' * 78}\n\n{text.strip()}")
    return "\n\n".join(parts) + "\n"


def _owner(library: str) -> tuple[str, str, str] | None:
    """The package, its source and its version that a library of this system belongs to."""
    known = _said_by("/sbin/ldconfig", "-p")
    match = re.search(rf"^\s*{re.escape(library)} \(.*=> (\S+)$", known, re.MULTILINE)
    if match is None:
        return None
    path = os.path.realpath(match[1])
    # Since Debian merged /usr, its records may still have the path without.
    for candidate in (path, path.removeprefix("/usr")):
        if found := _said_by("dpkg", "-S", candidate):
            package = found.partition(":")[0]
            form = "${source:Package} ${source:Version}"
            source, version = _said_by("dpkg-query", "-W", "-f", form, package).split()[:2]
            return package, source, version
    return None


def _python() -> str:
    inside = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    numbers = "{}.{}".format(*sys.version_info)
    debian = Path(f"/usr/share/doc/python{numbers}/copyright")
    return (inside if inside.is_file() else debian).read_text(encoding="utf-8").strip()


def _plain(source: str) -> str:
    return re.sub(r"^gcc-\d+$", "gcc", source)


def _said_by(*command: str) -> str:
    done = subprocess.run(  # noqa: S603 - our own commands
        command, capture_output=True, text=True, check=False
    )
    return done.stdout
