"""Tells which parts of Qt the program uses, and takes the others away.

Which modules are used, the imports in client/ say. Of Qt's plugins those stay that are listed here,
of its libraries those that the rest needs.
"""

import ast
import fnmatch
import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePath

from command import ROOT, run

# By folder and name, without lib and ending, so that they count on each system. What is not there
# is no fault: each system has its own.
PLUGINS = {
    "QtGui": (
        "platforms/qcocoa",
        "platforms/qoffscreen",  # for self-test
        "platforms/qwayland",
        "platforms/qwindows",
        "platforms/qxcb",
        "platforminputcontexts/composeplatforminputcontextplugin",
        "platforminputcontexts/ibusplatforminputcontextplugin",
        "platformthemes/*",
        "wayland-decoration-client/*",
        "wayland-graphics-integration-client/qt-plugin-wayland-egl",
        "wayland-shell-integration/xdg-shell",
        "xcbglintegrations/*",
    ),
    "QtSvg": ("iconengines/qsvgicon", "imageformats/qsvg"),
    "QtWidgets": ("styles/*",),
}
OUR_LANGUAGES = ("it",)  # English is what Qt's own texts are written in
ALWAYS = {"__init__.py", "_config.py", "_git_pyside_version.py", "_git_shiboken_module_version.py"}


def used_modules() -> set[str]:
    """The modules of PySide6 that are imported anywhere: {"QtCore", ...}."""
    used = set()
    for path in (ROOT / "client").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("PySide6."):
                used.add((node.module or "").partition(".")[2])
            elif isinstance(node, ast.ImportFrom) and node.module == "PySide6":
                used |= {name.name for name in node.names}
            elif isinstance(node, ast.Import):
                names = (name.name.split(".") for name in node.names)
                used |= {parts[1] for parts in names if parts[0] == "PySide6" and parts[1:]}
    return used


def wanted_plugin(path: PurePath, modules: Iterable[str]) -> bool:
    """Whether a plugin, a file in a folder of Qt's plugins, is one that we use."""
    name = f"{path.parent.name}/{path.name.partition('.')[0].removeprefix('lib')}"
    patterns = (pattern for module in modules for pattern in PLUGINS.get(module, ()))
    return any(fnmatch.fnmatch(name, pattern) for pattern in patterns)


def wanted_translation(name: str) -> bool:
    """Whether a file of Qt's translations is one that the program loads."""
    return name in {f"qtbase_{language}.qm" for language in OUR_LANGUAGES}


def needed_by(file: Path) -> set[str]:
    """The names of the libraries that an ELF file names."""
    said = run("readelf", "--dynamic", "--wide", file, environ={"LC_ALL": "C"})
    return set(re.findall(r"\(NEEDED\).*\[(.+)\]", said))


def closure(start: Iterable[Path], libraries: Mapping[str, Path]) -> set[str]:
    """The names of those `libraries` that are needed by the files `start`, and by each other."""
    found: set[str] = set()
    todo = list(start)
    while todo:
        new = (needed_by(todo.pop()) & libraries.keys()) - found
        found |= new
        todo += [libraries[name] for name in new]
    return found


def trim(site: Path) -> None:
    """Remove what the program does not use from where PySide6 and shiboken6 are, on Linux."""
    modules = used_modules()
    qt = site / "PySide6" / "Qt"
    unused = [path for package in ("PySide6", "shiboken6") for path in (site / package).iterdir()]
    unused = [path for path in unused if not _wanted_beside_qt(path, modules)]
    unused += [path for path in qt.iterdir() if path.name not in ("lib", "plugins", "translations")]
    plugins = [path for path in (qt / "plugins").rglob("*") if path.is_file()]
    unused += [path for path in plugins if not wanted_plugin(path, modules)]
    translations = (qt / "translations").iterdir()
    unused += [path for path in translations if not wanted_translation(path.name)]
    for path in unused:
        _remove(path)
    libraries = {path.name: path for path in (qt / "lib").iterdir()}
    others = [path for path in site.rglob("*.so*") if path.parent != qt / "lib"]
    for name in libraries.keys() - closure(others, libraries):
        _remove(libraries[name])
    for folder in sorted((path for path in qt.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def _wanted_beside_qt(path: Path, modules: Iterable[str]) -> bool:
    """Whether a file or folder of PySide6 or shiboken6 itself is used."""
    name = path.name.partition(".")[0]
    if ".so" in path.suffixes:
        return name in {*modules, "Shiboken", "libpyside6", "libshiboken6"}
    return path.name in {*ALWAYS, "Qt"}


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
