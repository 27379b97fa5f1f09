"""Writes what the packages in dist/ weigh into docs/packages.md."""

import io
import re
import subprocess
import sys
import tarfile
import zipfile

import release
import trim_qt
from command import ROOT

PAGE = ROOT / "docs" / "packages.md"
BEGIN, END = "<!-- sizes: written by make packages -->", "<!-- end of sizes -->"


def table() -> str:
    """What each weighs, packed and installed, and what weighs most in it."""
    dist = ROOT / "dist"
    [wheel], [sdist] = dist.glob("cornetta-*.whl"), dist.glob("cornetta-*.tar.gz")
    [deb], [onedir] = dist.glob("cornetta_*.deb"), dist.glob("cornetta-*-linux-*.tar.xz")
    with zipfile.ZipFile(wheel) as archive:
        in_wheel = {entry.filename: entry.file_size for entry in archive.infolist()}
    with tarfile.open(sdist) as archive:
        in_sdist = {entry.name: entry.size for entry in archive}
    with tarfile.open(onedir) as archive:
        in_onedir = {entry.name.partition("/")[2]: entry.size for entry in archive}
    unpacked = subprocess.run(  # noqa: S603 - our own command
        ("dpkg-deb", "--fsys-tarfile", deb),  # noqa: S607
        stdout=subprocess.PIPE,
        check=True,
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(unpacked)) as archive:
        in_deb = {entry.name.removeprefix("./"): entry.size for entry in archive}
    rows = [
        ("wheel", wheel, in_wheel, "Qt and the libraries come from the package index"),
        ("sdist", sdist, in_sdist, "tests and recordings too"),
        ("Debian package", deb, in_deb, _parts(in_deb)),
        ("one folder, Linux", onedir, in_onedir, _parts(in_onedir)),
    ]
    lines = ["| what | file | unpacked | of that |", "| --- | --- | --- | --- |"]
    for what, file, inside, note in rows:
        sizes = (_mb(file.stat().st_size), _mb(sum(inside.values())))
        lines.append(f"| {what} | {sizes[0]} | {sizes[1]} | {note} |")
    modules = ", ".join(sorted(trim_qt.used_modules()))
    version = release.this_release().version
    return "\n".join([*lines, "", f"Version {version}. Of Qt's modules only {modules} go in."])


def _parts(inside: dict[str, int]) -> str:
    """The heaviest parts."""
    parts: dict[str, int] = {}
    for name, size in inside.items():
        parts[_part(name)] = parts.get(_part(name), 0) + size
    heaviest = sorted(parts.items(), key=lambda part: -part[1])[:4]
    return ", ".join(f"{name} {_mb(size)}" for name, size in heaviest)


def _part(name: str) -> str:
    for part, pattern in {
        "Unicode tables (ICU)": r"/libicu",
        "Qt": r"PySide6|shiboken6|libQt6",
        "cryptography": r"cryptography",
        "Python": r"libpython|lib/python3|base_library",
        "Cornetta": r"/client/|_resources|cornetta$",
    }.items():
        if re.search(pattern, f"/{name}"):
            return part
    return "the rest"


def _mb(size: int) -> str:
    return f"{size / 1e6:.1f} MB"


def main() -> None:
    """Put the table into the page."""
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    _, found, tail = rest.partition(END)
    if not found:
        sys.exit(f"{PAGE} has no place for the sizes.")
    new = f"{head}{BEGIN}\n\n{table()}\n\n{END}{tail}"
    PAGE.write_text(new, encoding="utf-8")
    print(table())


if __name__ == "__main__":
    main()
