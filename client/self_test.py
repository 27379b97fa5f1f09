"""Checks that every part of the installed program is there: files, libraries, TLS, keyring.

Knows nothing of Qt, and asks no PBX; what the window needs is checked in `client.qt.self_test`.
It reads no settings and no secret, and writes nothing but files that it removes.
"""

import argparse
import importlib
import json
import pkgutil
import platform
import ssl
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, entry_points, files
from pathlib import Path
from types import SimpleNamespace
from typing import Final, NoReturn

from client import __version__, assets
from client.ami.opening import tls_context
from client.errors import SecretStoreError
from client.provision.files import add_arguments, provision

KEYRINGS: Final = {
    "linux": "keyring.backends.SecretService",
    "darwin": "keyring.backends.macOS",
    "win32": "keyring.backends.Windows",
}
"""The module that keeps secrets on each system."""

LIBRARIES: Final = (
    *("Xlib", "jeepney", "miniaudio", "msgspec", "panoramisk", "platformdirs", "rich", "tomlkit"),
)


class Fault(Exception):
    """Something is not as it must be; the text says what."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at, such as "icons".

    Attributes:
        look: returns what is there, in a few words; raises Fault, or anything else, if it is not as
            it should be.
    """

    name: str
    look: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a check; `detail` is what is there, or what is wrong."""

    name: str
    ok: bool
    detail: str
    seconds: float


def checks() -> list[Check]:
    """All that needs no Qt."""
    return [
        Check("python", _python),
        Check("files", _files),
        Check("libraries", _libraries),
        Check("program", lambda: import_all("client", but="client.qt")),
        Check("templates", _templates),
        Check("TLS", _tls),
        Check("keyring", _keyring),
    ]


def look_at(todo: Iterable[Check]) -> Iterable[Result]:
    """Do them one by one; no exception ends it."""
    for check in todo:
        began = time.monotonic()
        try:
            ok, detail = True, check.look()
        except Fault as fault:
            ok, detail = False, str(fault)
        except Exception as error:  # noqa: BLE001 - whatever is wrong is what we look for
            ok, detail = False, f"{type(error).__name__}: {error}"
        yield Result(check.name, ok, " ".join(detail.split()), time.monotonic() - began)


def run(more: Callable[[], list[Check]], *, as_json: bool) -> int:
    """Look at everything and print it; return the exit code: 0 when all checks pass, else 1."""
    results: list[Result] = []
    for result in look_at(_all(more)):
        results.append(result)
        if not as_json:
            print(to_line(result), flush=True)
    print(json.dumps(to_json(results)) if as_json else to_last_line(results), flush=True)
    return int(not all(result.ok for result in results))


def _all(more: Callable[[], list[Check]]) -> Iterator[Check]:
    yield from checks()
    try:
        yield from more()
    except Exception as error:  # noqa: BLE001 - as above: it is what we look for
        reason = f"{type(error).__name__}: {error}"
        yield Check("window", lambda: _fail(reason))


def _fail(reason: str) -> NoReturn:
    raise Fault(reason)


def to_line(result: Result) -> str:
    """One line for a person."""
    return f"{'ok' if result.ok else 'FAULT':6}{result.name:14}{result.detail}"


def to_last_line(results: Sequence[Result]) -> str:
    """The line under all others."""
    faults = sum(not result.ok for result in results)
    if faults:
        return f"Cornetta {__version__}: {faults} of {len(results)} checks failed."
    return f"Cornetta {__version__} is complete: all {len(results)} checks passed."


def to_json(results: Sequence[Result]) -> dict[str, object]:
    """`{"version", "healthy", "checks": [{"check", "ok", "detail", "seconds"}]}`."""
    return {
        "version": __version__,
        "healthy": all(result.ok for result in results),
        "checks": [
            {
                "check": result.name,
                "ok": result.ok,
                "detail": result.detail,
                "seconds": round(result.seconds, 3),
            }
            for result in results
        ],
    }


def import_all(package: str, *, but: str = "") -> str:
    """Import a package with all modules under it, `but` one with all under that."""
    top = importlib.import_module(package)
    names = [
        found.name
        for found in pkgutil.walk_packages(top.__path__, f"{package}.", onerror=_stop)
        if not found.name.endswith(".__main__") and not (but and found.name.startswith(but))
    ]
    for name in names:
        importlib.import_module(name)
    return f"{len(names)} modules"


def _stop(_name: str) -> None:
    raise  # noqa: PLE0704 - walk_packages calls this while it handles the error


def _python() -> str:
    kind = "frozen" if getattr(sys, "frozen", False) else sys.prefix
    return f"{platform.python_version()} on {platform.platform()}, {kind}"


def _files() -> str:
    for file in _installed():
        if file.suffix != ".pyc" and not file.exists():  # what Python compiles, it may remove
            raise Fault(f"{file} is missing")
    root, count = assets.root(), 0
    for path in root.rglob("*"):
        if path.is_file():
            count += 1
            if not path.read_bytes():
                raise Fault(f"{path} is empty")
    if not count:
        raise Fault(f"there is nothing in {root}")
    return f"{count} in {root}"


def _installed() -> list[Path]:
    """What an installer has written down; nothing where none did."""
    try:
        return [Path(str(file.locate())) for file in files("cornetta") or []]
    except PackageNotFoundError:
        return []


def _libraries() -> str:
    for name in LIBRARIES:
        importlib.import_module(name)
    return ", ".join(LIBRARIES)


def _templates() -> str:
    with tempfile.TemporaryDirectory(prefix="cornetta-self-test-") as folder:
        parser = argparse.ArgumentParser()
        add_arguments(parser)
        files = provision(parser.parse_args([folder, "--agent", "anna:204:501"], SimpleNamespace()))
        return ", ".join(file.path.name for file in files)


def _tls() -> str:
    context = tls_context()
    paths = ssl.get_default_verify_paths()
    known = [one for one in (paths.cafile, paths.capath) if one]
    known += ["the system's store"] if context.get_ca_certs() and not known else []
    authorities = " and ".join(known) or "no authorities known here: name yours with --ca-file"
    return f"{ssl.OPENSSL_VERSION}, {authorities}"


def _keyring() -> str:
    """The library with this system's part; whether a keyring runs here is the desktop's affair."""
    from client.config.keyring_thread import best_backend  # noqa: PLC0415 - 300 ms

    module = KEYRINGS.get(sys.platform, "")
    known = {point.value.partition(":")[0] for point in entry_points(group="keyring.backends")}
    if module:
        importlib.import_module(module)
        if module not in known:
            raise Fault(f"{module} is not registered, so that nobody would find it")
    if sys.platform == "linux":
        importlib.import_module("secretstorage")
    try:
        backend = best_backend()
    except SecretStoreError as error:
        return f"complete, but {error.reason}"
    return f"{type(backend).__module__}.{type(backend).__name__}"
