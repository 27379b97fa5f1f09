"""The window on a real session, over TCP, with the simulated PBX at the other end."""

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.config.credentials import Secret, Secrets
from client.config.settings import load, save
from client.qt.app import App
from client.qt.calls.call_cells import Column
from client.qt.demo_profile import DemoProfile
from client.qt.profile import Missing
from client.qt.texts.languages import VARIABLE
from client.qt.user_profile import UserProfile
from client.qt.window.settings_dialog import SettingsDialog
from client.recording.recorder import Recorder
from client.session import LinkState
from client.simulator.office import Desk, demo_office
from client.simulator.pbx import Pbx
from client.simulator.server import SimulatorServer
from tests.accounts import ACCOUNTS
from tests.integration.conftest import KeptProfile, OpenApp, Storm
from tests.integration.until import until
from tests.keyrings import HangingKeyring, MemoryKeyring

ACCOUNT = "agent"


@pytest_asyncio.fixture
async def server() -> AsyncIterator[SimulatorServer]:
    async with SimulatorServer(Pbx(), ACCOUNTS) as server:
        yield server


def values(port: int) -> dict[str, object]:
    return {"host": "127.0.0.1", "port": port, "username": ACCOUNT, "extension": "204"}


def profile(
    config: Path, secrets: Secrets | None = None, environ: Mapping[str, str] | None = None
) -> UserProfile:
    return UserProfile({}, environ or {}, config / "settings.toml", secrets)


@pytest_asyncio.fixture
async def app(server: SimulatorServer, open_app: OpenApp, kept_profile: KeptProfile) -> App:
    """Of a user who has set up everything before."""
    app = open_app(kept_profile(server.port, pbx="pbx1"))
    await until(lambda: state(app) is LinkState.LIVE)
    return app


def state(app: App) -> LinkState | None:
    session = app.bridge.session
    return session.link.state if session else None


def title(app: App) -> str:
    return app.window.empty_page._title.text()


async def test_a_ring_and_a_click(server: SimulatorServer, app: App) -> None:
    window = app.window
    await until(lambda: title(app) == "Nothing rings in your groups")
    assert window.link_line._me.text() == "204 Chiara Villa"
    server.pbx.call("103", "First Caller", "0455551234")
    await until(window.pickup_button.isEnabled)
    cells = [window._model.index(0, column).data() for column in Column]
    assert cells[:3] == ["First Caller  045 555 1234", "103 Giulia Ferrari", "Support, Sales"]
    QTest.mouseClick(window.pickup_button, Qt.MouseButton.LeftButton)
    await until(lambda: "✓" in window.notice_line.text)
    assert (
        "✓ You took First Caller (045 555 1234) from 103 Giulia Ferrari, "
        in window.notice_line.text
    )
    assert server.pbx.originates[-1].request.device == "PJSIP/204"
    await until(lambda: title(app) == "Nothing rings in your groups")


async def test_a_colleague_is_faster(server: SimulatorServer, app: App) -> None:
    model = app.model
    call = server.pbx.call("102", "Somebody", "0451111111")
    await until(model.newest)
    call.pick_up_by("101")
    await until(lambda: model.newest() is None)
    assert model.index(0, Column.RINGS_AT).data() == "taken by 101 Anna Bianchi"


async def test_the_link_breaks_and_comes_back(server: SimulatorServer, app: App) -> None:
    window = app.window
    server.pbx.call("103", "Patient Caller", "0455551234")
    await until(window.pickup_button.isEnabled)
    since = app.bridge.session.calls()[0].since if app.bridge.session else 0
    await server.stop()
    await until(lambda: state(app) is LinkState.STALE)
    await until(lambda: not window.pickup_button.isEnabled())
    assert "as of" in window.link_line._link.text()
    assert window.table.isVisible()
    QTest.keyClick(window, Qt.Key.Key_F9)
    await server.start()
    await until(lambda: state(app) is LinkState.LIVE)
    await until(window.pickup_button.isEnabled)
    assert server.pbx.originates == []
    assert app.bridge.session
    assert abs(app.bridge.session.calls()[0].since - since) < 0.5


async def test_first_start(
    server: SimulatorServer,
    open_app: OpenApp,
    own_config: Path,
    memory_keyring: MemoryKeyring,
) -> None:
    app = open_app(profile(own_config))
    await until(lambda: title(app) == "Cornetta does not know your PBX yet")
    QTest.mouseClick(app.window.empty_page.button, Qt.MouseButton.LeftButton)
    dialog = await until(lambda: app.opener.dialog)

    def connect(**typed: str) -> None:
        for key, text in typed.items():
            field = dialog.fields[key]
            field.clear()  # type: ignore[union-attr]
            QTest.keyClicks(field, text)
        QTest.mouseClick(dialog._connect, Qt.MouseButton.LeftButton)

    connect()
    assert dialog.errors["host"].text() == "The setting 'Server' is not set."
    connect(host="127.0.0.1", port="nonsense", username=ACCOUNT, extension="204", secret="x")
    assert "port" in dialog.errors["port"].text()
    assert "host" not in dialog.errors["host"].text()
    connect(port="1")
    await until(lambda: "cannot be reached" in dialog.errors["host"].text())
    assert dialog.errors["port"].text() == ""
    connect(port=str(server.port), secret="wrong")
    await until(lambda: "Check the account and the secret" in dialog.errors["secret"].text())
    connect(secret=ACCOUNT, extension="999")
    await until(lambda: "knows no extension 999" in dialog.errors["extension"].text())
    connect(extension="204")
    await until(lambda: state(app) is LinkState.LIVE)
    assert app.opener.dialog is None
    assert memory_keyring.secrets == {("cornetta", f"agent@127.0.0.1:{server.port}"): ACCOUNT}
    written = (own_config / "settings.toml").read_text()
    assert 'host = "127.0.0.1"' in written
    # The account's name is also its secret here; it must stand there as the account alone.
    assert written.count(f'"{ACCOUNT}"') == 1


async def test_the_dialog_encrypts_unless_the_pbx_is_here_or_somebody_says_no(
    open_app: OpenApp, own_config: Path
) -> None:
    app = open_app(profile(own_config))
    await until(lambda: app.opener.dialog is not None)
    dialog = app.opener.dialog
    assert dialog
    encrypt, risk = dialog._tls, dialog._risk

    def is_shown(*, encrypted: bool, risky: bool) -> bool:
        return (encrypt.isChecked(), not risk.isHidden()) == (encrypted, risky)

    assert is_shown(encrypted=True, risky=False)
    QTest.keyClicks(dialog._host, "localhost")
    assert is_shown(encrypted=False, risky=False)
    QTest.keyClicks(dialog._host, ".example")
    assert is_shown(encrypted=True, risky=False)
    encrypt.click()
    assert is_shown(encrypted=False, risky=True)
    await until(lambda: risk.geometry().top() > encrypt.geometry().top() > 0)  # it stands below
    QTest.keyClicks(dialog._host, ".net")
    assert is_shown(encrypted=False, risky=True)


async def test_what_is_written_into_the_file_while_the_dialog_asks_counts(
    server: SimulatorServer, open_app: OpenApp, own_config: Path
) -> None:
    """An error may have sent the user there, to `ca_file` or `endpoint`."""
    app = open_app(profile(own_config))
    dialog = await until(lambda: app.opener.dialog)
    typed = {**values(server.port), "extension": "999", "secret": ACCOUNT}
    for key, value in typed.items():
        QTest.keyClicks(dialog.fields[key], str(value))
    QTest.mouseClick(dialog._connect, Qt.MouseButton.LeftButton)
    await until(lambda: "knows no extension 999" in dialog.errors["extension"].text())
    path = own_config / "settings.toml"
    path.write_text("endpoint =")
    QTest.mouseClick(dialog._connect, Qt.MouseButton.LeftButton)
    await until(lambda: str(path) in dialog._error.text())
    path.write_text('port = "?"\nendpoint = "204"\n')
    QTest.mouseClick(dialog._connect, Qt.MouseButton.LeftButton)
    await until(lambda: state(app) is LinkState.LIVE)
    assert 'endpoint = "204"' in path.read_text()


async def test_a_phone_that_has_another_name_than_its_extension(
    open_app: OpenApp, own_config: Path
) -> None:
    """The dialog finds it. Who goes to another extension does not ring the phone of the old one."""
    desks = [
        Desk("0004f2aabbcc", "207", "Anna", (), ("501",)),
        Desk("0004f2aabbdd", "208", "Bruno", (), ("502",)),
        *(Desk(name, "209", "", ("501",)) for name in ("mobile", "desk")),
    ]
    office = demo_office()
    path = own_config / "settings.toml"
    async with SimulatorServer(
        Pbx(replace(office, desks=(*office.desks, *desks))), ACCOUNTS
    ) as pbx:
        app = open_app(profile(own_config))
        await until(lambda: app.opener.dialog)

        def connect(extension: str) -> SettingsDialog:
            dialog = app.opener.dialog
            assert dialog
            for key, value in {**values(pbx.port), "extension": extension, "secret": "x"}.items():
                field = dialog.fields[key]
                field.clear()  # type: ignore[union-attr]
                QTest.keyClicks(field, ACCOUNT if key == "secret" else str(value))
            QTest.mouseClick(dialog._connect, Qt.MouseButton.LeftButton)
            return dialog

        def groups() -> list[str]:
            session = app.bridge.session
            return [group.number for group in session.groups] if session else []

        dialog = connect("209")
        await until(lambda: "(mobile; desk)" in dialog.errors["extension"].text())
        connect("207")
        await until(lambda: groups() == ["501"])
        assert 'endpoint = "0004f2aabbcc"' in path.read_text()
        app.opener.ask()
        connect("208")
        await until(lambda: groups() == ["502"])
        assert 'endpoint = "0004f2aabbdd"' in path.read_text()
        app.opener.ask()
        connect("204")
        await until(lambda: {"501", "502"} <= set(groups()))
        assert "endpoint =" not in path.read_text()


async def test_at_another_desk_its_own_phone_is_found_and_kept(own_config: Path) -> None:
    """The file has another desk's phone; a script says where the agent sits today."""
    desk = Desk("0004f2aabbdd", "208", "Bruno", (), ("502",))
    office = demo_office()
    path = own_config / "settings.toml"
    path.write_text('extension = "207"\nendpoint = "0004f2aabbcc"\n')
    async with SimulatorServer(Pbx(replace(office, desks=(*office.desks, desk))), ACCOUNTS) as pbx:
        for extension, kept in (("204", "0004f2aabbcc"), ("208", "0004f2aabbdd")):
            here = profile(own_config, environ={"CORNETTA_EXTENSION": extension})
            settings = load({**values(pbx.port), "extension": extension}, {}, None).settings
            await here.check(settings, Secret(ACCOUNT))
            here.save(settings, Secret(ACCOUNT))
            assert f'endpoint = "{kept}"' in path.read_text()
    assert 'extension = "208"' in path.read_text()


async def test_a_broken_settings_file_is_set_aside(own_config: Path) -> None:
    (own_config / "settings.toml").write_text("host = [")
    missing = await profile(own_config).open(Recorder(lambda _data: None))
    assert isinstance(missing, Missing)
    assert missing.set_aside.startswith(str(own_config / "settings.toml.broken-"))


async def test_what_is_missing_may_stand_in_the_file_under_a_wrong_name(
    own_config: Path, open_app: OpenApp
) -> None:
    (own_config / "settings.toml").write_text('hots = "pbx1"\nusername = "anna"\n')
    opened = open_app(profile(own_config))
    told = "The settings file has 'hots', which is not a setting. Did you mean 'host'?"
    await until(lambda: told in opened.window.notice_line.text)


async def test_without_a_server_the_window_of_groups_says_so_in_its_language(
    own_config: Path, open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "it")
    opened = open_app(profile(own_config))
    opened.administration.open()
    window = opened.administration.window
    assert window is not None
    await until(lambda: "'host' manca." in window.state_page.accessibleName())


async def test_the_secret_is_not_asked_again_for_the_same_account(
    server: SimulatorServer, app: App, memory_keyring: MemoryKeyring
) -> None:
    before = dict(memory_keyring.secrets)
    app.opener.ask()
    dialog = app.opener.dialog
    assert dialog
    dialog._extension.setText("103")
    dialog._username.setText("admin")
    QTest.mouseClick(dialog._connect, Qt.MouseButton.LeftButton)
    assert "is not set" in dialog.errors["secret"].text()
    dialog._username.setText(ACCOUNT)
    QTest.mouseClick(dialog._connect, Qt.MouseButton.LeftButton)
    await until(lambda: app.window.link_line._me.text() == "103 Giulia Ferrari")
    assert memory_keyring.secrets == before
    await until(lambda: len(server.sessions) == 1)


async def test_cancel_while_it_tries(open_app: OpenApp, own_config: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.setblocking(False)
        save(values(silent.getsockname()[1]), own_config / "settings.toml")
        app = open_app(profile(own_config))
        await until(lambda: title(app) == "Cornetta needs the secret of your account")
        app.opener.ask()
        dialog = app.opener.dialog
        assert dialog
        QTest.keyClicks(dialog.fields["secret"], ACCOUNT)
        QTest.mouseClick(dialog._connect, Qt.MouseButton.LeftButton)
        peer, _ = await asyncio.get_running_loop().sock_accept(silent)
        with peer:
            dialog.reject()
            await until(lambda: len(asyncio.all_tasks()) <= 2)
    assert state(app) is None


async def test_the_window_is_there_though_the_keyring_hangs(
    server: SimulatorServer,
    open_app: OpenApp,
    own_config: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hanging = HangingKeyring()
    monkeypatch.setattr("keyring.core._keyring_backend", hanging)
    save(values(server.port), own_config / "settings.toml")
    app = open_app(profile(own_config))
    await until(app.window.empty_page.button.isVisible)
    assert "It may be locked" in app.window.empty_page._detail.text()
    QTest.mouseClick(app.window.empty_page.button, Qt.MouseButton.LeftButton)
    assert app.opener.dialog
    assert app.opener.dialog._session.isChecked()
    QTest.keyClicks(app.opener.dialog.fields["secret"], ACCOUNT)
    QTest.keyClick(app.opener.dialog, Qt.Key.Key_Return)
    await until(lambda: state(app) is LinkState.LIVE)
    hanging.unlock.set()
    assert hanging.secrets == {}


async def test_nobody_is_hurried_who_types_the_keyring_s_password(
    server: SimulatorServer,
    open_app: OpenApp,
    own_config: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else the rest of that password would go into a dialog that has come before the prompt."""
    locked = HangingKeyring()
    monkeypatch.setattr("keyring.core._keyring_backend", locked)
    save(values(server.port), own_config / "settings.toml")
    locked.secrets["cornetta", f"{ACCOUNT}@127.0.0.1:{server.port}"] = ACCOUNT
    app = open_app(profile(own_config, Secrets(limit_s=0.1)))
    await until(app.window.empty_page.button.isVisible)
    await asyncio.sleep(0.2)
    assert app.opener.dialog is None
    locked.unlock.set()
    await until(lambda: state(app) is LinkState.LIVE)


async def test_the_demo_rings_by_itself(open_app: OpenApp) -> None:
    app = open_app(DemoProfile())
    await until(app.window.pickup_button.isEnabled)
    QTest.keyClick(app.window, Qt.Key.Key_F9)
    await until(lambda: "✓" in app.window.notice_line.text)


@pytest.mark.alone
async def test_a_storm_does_not_hold_the_window(
    storm: Storm, open_app: OpenApp, kept_profile: KeptProfile
) -> None:
    """200 events a second while 200 calls ring: what they change is shown meanwhile."""
    port, blow = storm
    app = open_app(kept_profile(port))
    await until(lambda: app.model.count() == 200)
    shown: list[object] = []
    app.bridge.calls_changed.connect(shown.extend)
    blow()
    await until(lambda: len(shown) > 20)


async def test_the_secret_that_is_typed_counts_more_than_that_of_the_environment(
    server: SimulatorServer, open_app: OpenApp, own_config: Path
) -> None:
    path = own_config / "settings.toml"
    save(values(server.port), path)
    app = open_app(UserProfile({}, {"CORNETTA_SECRET": "wrong"}, path))
    await until(lambda: state(app) is LinkState.REFUSED)
    app.opener.ask()
    dialog = app.opener.dialog
    assert dialog
    QTest.keyClicks(dialog.fields["secret"], ACCOUNT)
    QTest.mouseClick(dialog._connect, Qt.MouseButton.LeftButton)
    await until(lambda: app.opener.dialog is None)
    await until(lambda: state(app) is LinkState.LIVE)


async def test_a_file_that_somebody_edits_is_left_to_them(app: App, own_config: Path) -> None:
    path = own_config / "settings.toml"
    path.write_text("host = pbx.example.com\n")
    app.opener.ask()
    dialog = app.opener.dialog
    assert dialog
    assert dialog.fields["host"].text() == "127.0.0.1"
    QTest.keyClicks(dialog.fields["secret"], ACCOUNT)
    QTest.mouseClick(dialog._connect, Qt.MouseButton.LeftButton)
    await until(lambda: "is not valid TOML" in dialog._error.text())
    assert path.read_text() == "host = pbx.example.com\n"
    dialog.reject()
