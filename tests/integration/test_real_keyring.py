"""Secrets in a real keyring, that of GNOME, on a bus of its own."""

import json
import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import secretstorage
from jeepney import MatchRule, message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from tests.integration.conftest import BARE_BUS
from tests.integration.keyring_program import ACCOUNT, SECRET
from tests.integration.session_bus import session_bus

pytestmark = pytest.mark.keyring

ROOT = Path(__file__).parents[2]
NAME = "org.freedesktop.secrets"
DIRECT = ["keyring.backends.SecretService", "keyring.backends.fail"]
LIMIT_S = 10.0


class App:
    """A session bus and a home of its own, and the keyring that may run there."""

    def __init__(self, bus: DBusConnection, environ: dict[str, str]) -> None:
        self._bus = bus
        self.environ = environ
        self._owners: deque[Any] = deque()
        rule = MatchRule(type="signal", member="NameOwnerChanged", sender="org.freedesktop.DBus")
        rule.add_arg_condition(0, NAME)
        bus.send_and_get_reply(message_bus.AddMatch(rule))
        self._changed = bus.filter(rule, queue=self._owners).__enter__()

    @contextmanager
    def keyring(self, *options: str) -> Iterator[None]:
        """Let it run: with `--unlock` it is open, without as after somebody has locked it."""
        command = ["gnome-keyring-daemon", "--foreground", "--components=secrets", *options]
        with subprocess.Popen(  # noqa: S603 - our own words
            command, env=self.environ, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
        ) as daemon:
            assert daemon.stdin
            daemon.stdin.write(b"a password")
            daemon.stdin.close()
            try:
                assert self._next_owner()
                yield
            finally:
                daemon.terminate()
        assert not self._next_owner()

    def ask(self, word: str) -> tuple[object, str, list[str]]:
        """What a new process is told: what came of it, the reason, the backends it has loaded."""
        command = [sys.executable, "-m", "tests.integration.keyring_program", word]
        told = json.loads(
            subprocess.run(  # noqa: S603 - our own words
                command, cwd=ROOT, env=self.environ, stdout=subprocess.PIPE, check=True
            ).stdout
        )
        return told["came"], told["reason"], told["loaded"]

    def _next_owner(self) -> str:
        _name, _before, owner = self._bus.recv_until_filtered(self._changed, timeout=LIMIT_S).body
        return str(owner)


def environ_of(bus: str, home: Path) -> dict[str, str]:
    """Return what a process of that bus and home has."""
    homes = dict.fromkeys(("HOME", "XDG_RUNTIME_DIR", "XDG_DATA_HOME"), str(home))
    return {**os.environ, "DBUS_SESSION_BUS_ADDRESS": bus, **homes}


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    # What the bus starts would ask for the password at a display, and wait for somebody; and KDE
    # has a keyring of its own.
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "KDE_SESSION_VERSION", "PYTHON_KEYRING_BACKEND"):
        monkeypatch.delenv(name, raising=False)
    with session_bus() as address, open_dbus_connection(bus=address) as bus:
        yield App(bus, environ_of(address, tmp_path))


def test_a_secret_outlives_the_process(app: App) -> None:
    with app.keyring("--unlock"):
        assert app.ask("get") == (None, "", DIRECT)
        assert app.ask("keep") == (True, "", DIRECT)
        assert app.ask("get") == (SECRET, "", DIRECT)
    with app.keyring():
        came, reason, _ = app.ask("get")
        assert came is None
        assert reason == "the system keyring is locked; unlock it and try again"
    with app.keyring("--unlock"):
        assert app.ask("get") == (SECRET, "", DIRECT)


def test_who_has_no_keyring_need_not_make_one_to_be_told_so(app: App) -> None:
    """As on a terminal server, where no login makes one."""
    with app.keyring():
        assert app.ask("get") == (None, "", DIRECT)


@contextmanager
def kde(home: Path, monkeypatch: pytest.MonkeyPatch, wallet: str) -> Iterator[App]:
    """A bus that starts this command when it is asked for KDE's keyring."""
    monkeypatch.setenv("KDE_SESSION_VERSION", "5")
    service = f"[D-BUS Service]\nName=org.kde.kwalletd5\nExec={wallet}\n"
    (home / "kwallet.service").write_text(service)
    config = home / "bus.conf"
    folder = f"<servicedir>{home}</servicedir>"
    config.write_text(BARE_BUS.replace("</busconfig>", f"{folder}</busconfig>"))
    with (
        session_bus(f"--config-file={config}") as address,
        open_dbus_connection(bus=address) as bus,
    ):
        yield App(bus, environ_of(address, home))


def test_kde_starts_its_keyring_only_when_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    with kde(tmp_path, monkeypatch, f"{sys.executable} -m tests.integration.kwallet_player") as app:
        assert app.ask("keep") == (True, "", DIRECT)
        assert app.ask("get") == (SECRET, "", DIRECT)


@pytest.mark.parametrize("chosen", [None, "keyring.backends.null.Keyring"])
def test_kde_does_not_start_its_keyring_for_who_has_chosen_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chosen: str | None
) -> None:
    started = tmp_path / "started"
    with kde(tmp_path, monkeypatch, f"/usr/bin/touch {started}") as app:
        if chosen:
            app.environ["PYTHON_KEYRING_BACKEND"] = chosen
        app.ask("get")
    assert started.exists() == (chosen is None)


def test_a_secret_that_a_script_has_stored(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", app.environ["DBUS_SESSION_BUS_ADDRESS"])
    with app.keyring("--unlock"):
        with closing(secretstorage.dbus_init()) as bus:
            names = {"service": "cornetta", "username": ACCOUNT}
            kept = secretstorage.get_default_collection(bus)
            kept.create_item("Cornetta", names, SECRET.encode())
        assert app.ask("get") == (SECRET, "", DIRECT)


def test_who_has_chosen_another_keyring_gets_that(app: App, tmp_path: Path) -> None:
    app.environ["XDG_CONFIG_HOME"] = str(tmp_path)
    file = tmp_path / "python_keyring" / "keyringrc.cfg"
    file.parent.mkdir()
    file.write_text("[backend]\ndefault-keyring = keyring.backends.null.Keyring\n")
    with app.keyring("--unlock"):
        came, reason, loaded = app.ask("keep")
    assert (came, reason) == (False, "this desktop has no system keyring")
    assert "keyring.backends.SecretService" not in loaded


@pytest.mark.parametrize("address", ["unix:path=/nonexistent/bus", "nonsense"])
def test_a_bus_that_is_gone_has_no_keyring(app: App, address: str) -> None:
    """As in a terminal that outlives its desktop."""
    app.environ["DBUS_SESSION_BUS_ADDRESS"] = address
    assert app.ask("get")[:2] == (None, "this desktop has no system keyring")
