import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

import client
from client.config.settings import COMMAND_LINE, VARIABLE, Settings, load, require
from client.config.settings_names import HELP, VARIABLES, default_path
from client.config.settings_rules import MUST
from client.errors import SettingsError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "cornetta" / "settings.toml"


def written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def error_of(options: Mapping[str, str | int | bool | None]) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        load(options, {}, None)
    return caught.value


def test_nothing_set_gives_the_defaults() -> None:
    loaded = load({}, {}, None)
    assert loaded.settings == Settings()
    assert set(loaded.origin) == set(Settings.__struct_fields__) == set(HELP)
    assert set(loaded.origin.values()) == {"default"}
    assert loaded.set_aside is None


def test_the_first_place_that_has_a_value_wins(path: Path) -> None:
    written(path, 'host = "file"\nport = 1\nusername = "file"\nextension = 101\nanswer_timeout = 3')
    environ = {"CORNETTA_HOST": "env", "CORNETTA_PORT": "2", "CORNETTA_USERNAME": ""}
    options = {"host": "line", "port": None, "verb": "calls"}
    settings, origin, *_ = load(options, environ, path)
    assert (settings.host, origin["host"]) == ("line", COMMAND_LINE)
    assert (settings.port, origin["port"]) == (2, VARIABLE.format(variable="CORNETTA_PORT"))
    assert (settings.username, origin["username"]) == ("file", str(path))
    assert settings.extension == "101"
    assert (settings.answer_timeout, settings.pbx, origin["pbx"]) == (3, "", "default")


def test_the_files_endpoint_is_no_phone_of_another_extension(path: Path) -> None:
    """An agent at another desk would have the caller at the desk of before."""
    written(path, 'extension = 101\nendpoint = "d1"')
    assert load({}, {"CORNETTA_EXTENSION": "101"}, path).settings.endpoint == "d1"
    other = {"CORNETTA_EXTENSION": "102"}
    loaded = load({}, other, path)
    assert (loaded.settings.effective_endpoint, loaded.origin["endpoint"]) == ("102", "default")
    assert load({"extension": "103"}, other, path).settings.effective_endpoint == "103"
    assert load({}, {**other, "CORNETTA_ENDPOINT": "d2"}, path).settings.endpoint == "d2"
    for text in 'extension = 0\nendpoint = "d1"', 'extension = 101\nendpoint = "no name"':
        written(path, text)
        assert load({}, other, path).settings.effective_endpoint == "102"
    written(path, 'endpoint = "d1"')  # this desk's, whoever sits there
    assert load({}, other, path).settings.endpoint == "d1"


def test_a_bad_value_that_does_not_count_is_no_error(path: Path) -> None:
    assert load({"port": 7}, {"CORNETTA_PORT": "abc"}, path).settings.port == 7


@pytest.mark.parametrize("word", ["1", "true", "yes", "on", "TRUE", "Yes"])
def test_words_for_true(word: str) -> None:
    assert load({}, {"CORNETTA_TLS": word}, None).settings.tls is True


@pytest.mark.parametrize("word", ["0", "false", "no", "off", "OFF"])
def test_words_for_false(word: str) -> None:
    assert load({"tls": None}, {"CORNETTA_TLS": word}, None).settings.tls is False


@pytest.mark.parametrize(
    ("text", "headers"),
    [("call-info", ("call-info",)), ("none", ()), ("alert-info, call-info", None)],
)
def test_auto_answer_from_the_environment(text: str, headers: tuple[str, ...] | None) -> None:
    settings = load({}, {"CORNETTA_AUTO_ANSWER": text}, None).settings
    assert settings.auto_answer == (("alert-info", "call-info") if headers is None else headers)


def test_what_follows_from_the_settings() -> None:
    settings = Settings(host="pbx1", username="desk", extension="101")
    assert (settings.effective_port, settings.effective_endpoint) == (5039, "101")
    assert (settings.effective_pbx, settings.account) == ("pbx1", "desk@pbx1:5039")
    settings = Settings(host="pbx1", port=1, endpoint="d1", pbx="main")
    assert (settings.effective_port, settings.effective_endpoint) == (1, "d1")
    assert settings.effective_pbx == "main"
    assert Settings(tls=True).effective_port == 5039


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3", "::1"])
def test_this_computer_is_asked_in_the_clear(host: str) -> None:
    settings = Settings(host=host)
    assert (settings.effective_tls, settings.effective_port) == (False, 5038)
    assert Settings(host=host, tls=True).effective_tls


@pytest.mark.parametrize("host", ["", "pbx", "localhost.example", "10.0.0.1", "127.0.0.1.example"])
def test_any_other_is_asked_with_tls_unless_somebody_says_no(host: str) -> None:
    settings = Settings(host=host)
    assert (settings.effective_tls, settings.effective_port) == (True, 5039)
    plain = Settings(host=host, tls=False)
    assert (plain.effective_tls, plain.effective_port) == (False, 5038)


def test_the_home_folder_in_ca_file() -> None:
    assert load({"ca_file": "~/ca.pem"}, {}, None).settings.ca_file == str(Path.home() / "ca.pem")


PORT = "must be a whole number from 1 to 65535, or 0 for the usual port, not "
SOFTPHONE = "must be system, none, or a command with {address} or {number} in it"
TIMEOUT = "must be a whole number of seconds from 1 to 60, not "


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("port", "abc", PORT + "'abc'"),
        ("port", "", PORT + "''"),
        ("port", "-1", PORT + "'-1'"),
        ("port", 65536, PORT + "65536"),
        ("port", True, PORT + "true"),
        ("port", "5.5", PORT + "'5.5'"),
        ("tls", "maybe", "must be true or false, not 'maybe'"),
        ("tls", 2, "must be true or false, not 2"),
        ("answer_timeout", 0, TIMEOUT + "0"),
        ("answer_timeout", "61", TIMEOUT + "'61'"),
        ("auto_answer", "call-info,x", f"{MUST['auto_answer']}, not ['call-info', 'x']"),
        *(
            ("host", host, f"{MUST['host']}, not {host!r}")
            for host in ("pbx1:5038", "cafe:5038", "http://pbx1", "a b", "[::1]", "u@h")
        ),
        ("host", "a" * 254, f"{MUST['host']}, not '{'a' * 56}..."),
        ("username", " " + "x" * 57, f"{MUST['username']}, not ' {'x' * 57}'"),
        ("extension", "10 1", f"{MUST['extension']}, not '10 1'"),
        ("extension", "1" * 33, f"{MUST['extension']}, not '{'1' * 33}'"),
        ("endpoint", "PJSIP/101", f"{MUST['endpoint']}, not 'PJSIP/101'"),
        ("groups", "#64", f"{MUST['groups']}, not ['#64']"),
        ("pbx", "x" * 65, f"{MUST['pbx']}, not '{'x' * 56}..."),
        *(
            ("softphone", command, f"{SOFTPHONE}, not {command!r}")
            for command in ("dial {nummer}", "dial {number", "dial {adress} --now")
        ),
        ("ca_file", True, "must be the path of a PEM file, not true"),
    ],
)
def test_a_bad_value_says_what_it_must_be(key: str, value: str | int, reason: str) -> None:
    error = error_of({key: value})
    assert (error.key, str(error.reason), error.origin) == (key, reason, COMMAND_LINE)


@pytest.mark.parametrize(
    "command",
    [
        "sh -c 'DISPLAY=${DISPLAY:-:0} linphonecsh dial {number}'",
        'powershell -c "& {Start-Process {address}}"',
        "gawk 'BEGIN {system(\"dial {number}\")}'",
        "curl -d {to:{number}} localhost",
        "sh -c 'exec ${SOFTPHONE} $1' -",
    ],
)
def test_braces_of_a_softphone_s_own(command: str) -> None:
    assert load({"softphone": command}, {}, None).settings.softphone == command


def test_how_long_a_name_may_be_is_said() -> None:
    for key, most in (("username", 80), ("admin_username", 80), ("pbx", 64)):
        load({key: "x" * most}, {}, None)
        assert str(error_of({key: "x" * (most + 1)}).reason).startswith(f"must be up to {most} ")


@pytest.mark.parametrize("key", [k for k in HELP if k not in ("port", "answer_timeout")])
@pytest.mark.parametrize("evil", ["x\r\nAction: Originate", "x\n", "\x00", "\x1b[2J", "x\udcff"])
def test_no_line_end_and_nothing_invisible_anywhere(key: str, evil: str) -> None:
    error = error_of({key: evil})
    assert error.key == key
    assert str(error.reason).startswith("holds a line end or another invisible character: '")
    assert str(error.reason).isprintable()


def test_require_names_the_first_that_is_missing() -> None:
    with pytest.raises(SettingsError) as caught:
        require(Settings(extension="101"))
    assert caught.value.key == "host"
    assert str(caught.value.reason) == (
        "is not set; give --host, set CORNETTA_HOST, or run cornetta to set it up"
    )
    with pytest.raises(SettingsError, match="--username"):
        require(Settings(host="h"))
    with pytest.raises(SettingsError, match="CORNETTA_EXTENSION"):
        require(Settings(host="h", username="u"))
    with pytest.raises(SettingsError, match="--admin-username, set CORNETTA_ADMIN_USERNAME"):
        require(Settings(), "admin_username")
    require(Settings(host="h", username="u", extension="1"))


def test_a_bad_value_in_the_file_names_the_file(path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load({}, {}, written(path, "port = [1]"))
    assert (str(caught.value.reason), caught.value.origin) == (PORT + "[1]", str(path))


@pytest.mark.parametrize(
    ("key", "variable"),
    [("secret", "CORNETTA_SECRET"), ("admin_secret", "CORNETTA_ADMIN_SECRET")],
)
def test_a_secret_in_the_file_is_refused_without_showing_it(
    path: Path, key: str, variable: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        load({}, {}, written(path, f'{key} = "tiger"'))
    assert (caught.value.key, caught.value.origin) == (key, str(path))
    assert "remove that line" in str(caught.value.reason)
    assert str(caught.value.reason).endswith(variable)
    assert "keyring" in str(caught.value.reason)
    assert "tiger" not in repr(caught.value)


def test_where_the_file_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert default_path({"CORNETTA_CONFIG": "/x/y.toml"}) == Path("/x/y.toml")
    assert default_path({"CORNETTA_CONFIG": "~/y.toml"}) == Path.home() / "y.toml"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    path = default_path({})
    assert (path.parent.name, path.name) == ("cornetta", "settings.toml")


def test_importing_it_is_cheap() -> None:
    code = "import sys, client.config.settings; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    heavy = {"tomlkit", "keyring", "PySide6", "asyncio", "pydantic", "tempfile"}
    assert not heavy & set(run.stdout.split())


def test_every_variable_that_is_read_is_known() -> None:
    """Else the doctor would call it misspelt."""
    code = "".join(path.read_text() for path in Path(client.__file__).parent.rglob("*.py"))
    assert set(re.findall(r"\bCORNETTA_[A-Z_]+\b", code)) <= set(VARIABLES)
