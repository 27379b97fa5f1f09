import os
import re
import stat
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from client import file_lock
from client.config import settings_file
from client.config.settings import Settings, load, save
from client.config.settings_file import MOST_BYTES
from client.config.settings_names import HELP
from client.errors import SettingsError
from tests.unit.test_settings import written

NUMBER = st.text("ABYZabyz0189*#+_.-", max_size=32)
PRINTABLE = st.text(max_size=64).filter(lambda text: text.isprintable() and text == text.strip())
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "host": st.sampled_from(["", "pbx1", "10.0.0.1", "::1", "fe80::1%eth0", "wähl.example"]),
        "port": st.integers(0, 65535),
        "tls": st.booleans(),
        "ca_file": PRINTABLE.filter(lambda text: not text.startswith("~")),
        "username": PRINTABLE,
        "extension": NUMBER,
        "endpoint": NUMBER,
        "pbx": PRINTABLE,
        "auto_answer": st.lists(st.sampled_from(["call-info", "alert-info"]), max_size=2).map(
            tuple
        ),
        "answer_timeout": st.integers(1, 60),
    },
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "cornetta" / "settings.toml"


BROKEN = [
    b"host = ",
    b"host = \xff",
    b"port = " + b"1" * 5000,
    b"x = " + b"[" * 5000,
    b'host = "a"\nhost = "b"',
    b'groups = ["501"\r]',  # tomlkit would take it
]


@pytest.mark.parametrize("content", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_file_is_reported_and_stays(path: Path, content: bytes) -> None:
    written(path, "").write_bytes(content)
    with pytest.raises(SettingsError, match=r"is not valid TOML: .*; fix it or move it away") as e:
        load({}, {}, path)
    assert (e.value.key, e.value.origin) == ("", str(path))
    assert path.read_bytes() == content


def test_a_file_in_another_encoding_is_called_so(path: Path) -> None:
    written(path, "").write_bytes('pbx = "Caffè"'.encode("cp1252"))
    with pytest.raises(SettingsError, match="is not valid TOML: it is not in UTF-8; fix it"):
        load({}, {}, path)


@pytest.mark.parametrize("content", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_file_is_set_aside(path: Path, content: bytes) -> None:
    asides = []
    for _ in range(3):  # within one second: no copy takes another's place
        written(path, "").write_bytes(content)
        loaded = load({"host": "h"}, {}, path, on_broken="set_aside")
        assert loaded.settings == Settings(host="h")
        assert loaded.set_aside is not None
        asides.append(loaded.set_aside)
    assert not path.exists()
    assert len(set(asides)) == 3
    assert all(aside.read_bytes() == content for aside in asides)
    assert re.fullmatch(r"settings\.toml\.broken-\d{8}-\d{6}-\d{6}", asides[0].name)


@pytest.mark.parametrize("content", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_file_is_not_written_over(path: Path, content: bytes) -> None:
    """Somebody is editing it, or it would have been set aside."""
    written(path, "").write_bytes(content)
    with pytest.raises(SettingsError, match=r"is not valid TOML: .*; fix it or move it away"):
        save({"port": 1}, path)
    assert path.read_bytes() == content
    assert {*path.parent.iterdir()} == {path, path.with_name(".settings.toml.lock")}


def test_a_folder_in_the_file_s_place(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(SettingsError, match="cannot be read: Is a directory"):
        load({}, {}, path, on_broken="set_aside")
    with pytest.raises(SettingsError, match="cannot be saved: Is a directory"):
        save({"port": 1}, path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
def test_a_pipe_in_the_file_s_place_is_not_waited_for(path: Path) -> None:
    path.parent.mkdir(parents=True)
    os.mkfifo(path)
    with pytest.raises(SettingsError, match="is a pipe or a device; name an ordinary file"):
        load({}, {}, path, on_broken="set_aside")
    with pytest.raises(SettingsError, match="is a pipe or a device"):
        save({"port": 1}, path)


def test_no_settings_on_purpose(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.symlink_to(os.devnull)  # as `systemctl mask` has it
    for it in (path, Path(os.devnull)):
        assert load({}, {}, it).settings == Settings()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminals")
def test_nothing_is_saved_in_the_place_of_dev_null(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file took its place, where root saved: no other program had it any more."""
    ours, theirs = os.openpty()
    monkeypatch.setattr(os, "devnull", os.ttyname(theirs))  # where no file can be made
    os.write(ours, b"\x04")  # who reads it finds nothing
    with pytest.raises(SettingsError, match="is a pipe or a device"):
        save({"port": 1}, Path(os.devnull))
    os.close(ours)
    os.close(theirs)


def test_a_file_that_is_far_too_large_is_no_settings_file(path: Path) -> None:
    """As a device is that does not end."""
    text = "#" * (MOST_BYTES + 1)
    written(path, text)
    for attempt in (
        lambda: load({}, {}, path),
        lambda: load({}, {}, path, on_broken="set_aside"),
        lambda: save({"port": 1}, path),
    ):
        with pytest.raises(SettingsError, match="File too large"):
            attempt()
    assert path.read_text() == text
    assert {*path.parent.iterdir()} == {path, path.with_name(".settings.toml.lock")}


def test_a_file_in_the_folder_s_place(tmp_path: Path) -> None:
    written(tmp_path / "file", "")
    with pytest.raises(SettingsError, match="cannot be saved: ") as caught:
        save({"port": 1}, tmp_path / "file" / "settings.toml")
    assert caught.value.origin == str(tmp_path / "file" / "settings.toml")


def test_a_broken_file_that_cannot_be_renamed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    written(path, "host = ")
    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(SettingsError, match="cannot be renamed: Permission denied; move it away"):
        load({}, {}, path, on_broken="set_aside")


def test_a_failed_save_leaves_the_file_and_no_rubbish(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    written(path, "port = 1")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SettingsError, match="cannot be saved: No space left on device"):
        save({"port": 2}, path)
    assert path.read_text() == "port = 1"
    assert {*path.parent.iterdir()} == {path, path.with_name(".settings.toml.lock")}


def test_a_file_system_that_waits_for_no_folder(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a virtual machine's shared folder: what is written has been saved all the same."""

    def waits_for_files(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(22, "Invalid argument")

    monkeypatch.setattr(os, "fsync", waits_for_files)
    save({"port": 2}, path)
    assert load({}, {}, path).settings.port == 2


@given(values=VALUES, later=VALUES)
def test_what_is_saved_is_loaded(
    tmp_path_factory: pytest.TempPathFactory,
    values: dict[str, str | int | bool],
    later: dict[str, str | int | bool],
) -> None:
    path = tmp_path_factory.mktemp("saved") / "settings.toml"
    save(values, path)
    assert load({}, {}, path).settings == Settings(**values)  # type: ignore[arg-type]
    save(later, path)
    settings, origin, *_ = load({}, {}, path)
    assert settings == Settings(**{**values, **later})  # type: ignore[arg-type]
    assert {key for key, where in origin.items() if where == str(path)} == {*values, *later}


@pytest.mark.skipif(os.name != "posix", reason="rights as POSIX has them")
def test_file_and_new_folders_are_the_user_s_alone(path: Path) -> None:
    path.parent.parent.mkdir(mode=0o755)
    path.parent.parent.chmod(0o755)
    old = os.umask(0)
    try:
        save({"port": 1}, path)
    finally:
        os.umask(old)
    rights = [stat.S_IMODE(p.stat().st_mode) for p in (path, path.parent, path.parent.parent)]
    assert rights == [0o600, 0o700, 0o755]
    path.chmod(0o644)
    save({"port": 2}, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_first_file_explains_itself(path: Path) -> None:
    save(msgspec.structs.asdict(Settings(tls=True)), path)
    lines = path.read_text().splitlines()
    assert lines[0].startswith("# Settings of Cornetta. The secret is not here")
    assert lines[1] == ""
    assert 'host = "" # the PBX\'s name or address' in lines
    assert all(any(text in line for line in lines) for text in HELP.values())


def test_comments_order_and_unknown_keys_stay(path: Path) -> None:
    written(path, '# mine\nport = 1  # why\nfuture = [1, 2]\nhost = "a"\n\n[window]\nwide = true\n')
    save({"host": "b", "port": None, "tls": True, "pbx": None}, path)
    assert path.read_text() == (
        '# mine\nfuture = [1, 2]\nhost = "b"\n'
        f"tls = true # {HELP['tls']}\n\n[window]\nwide = true\n"
    )
    assert load({}, {}, path).settings == Settings(host="b", tls=True)


def test_a_comment_beside_a_value_stays(path: Path) -> None:
    text = '\nport = 1  # why\r\nauto_answer = [\n  "call-info", # old phones\n]\n'
    written(path, "").write_bytes(text.encode())
    save({"port": 2, "auto_answer": ("call-info",)}, path)
    assert path.read_bytes() == text.replace("= 1", "= 2").encode()


@pytest.mark.parametrize(
    ("wrong", "key", "value"),
    [
        ("[host]\na = 1\n", "host", "h"),
        ("host.a = 1\n", "host", "h"),
        ("host = true\n", "host", "h"),
        ("port = true\n", "port", 1),
        ("tls = 1\n", "tls", True),
    ],
)
def test_save_mends_a_value_of_the_wrong_kind(
    path: Path, wrong: str, key: str, value: object
) -> None:
    written(path, wrong + "[other]\nb = 2\n")
    save({key: value}, path)
    assert load({}, {}, path).origin[key] == str(path)
    assert tomllib.loads(path.read_text()) == {key: value, "other": {"b": 2}}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_what_notepad_and_powershell_save_is_no_error(path: Path, encoding: str) -> None:
    written(path, "").write_bytes('port = 1\r\npbx = "Zürich"\r\n'.encode(encoding))
    assert load({}, {}, path).settings.port == 1
    save({"port": 2}, path)
    found = load({}, {}, path).settings
    assert (found.port, found.pbx) == (2, "Zürich")


def test_a_link_stays_a_link(path: Path, tmp_path: Path) -> None:
    target = written(tmp_path / "dotfiles" / "it.toml", "port = 1")
    path.parent.mkdir(parents=True)
    path.symlink_to(target)
    save({"port": 2}, path)
    assert path.is_symlink()
    assert target.read_text() == "port = 2"


def test_links_in_a_circle(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.symlink_to(path)
    with pytest.raises(SettingsError, match="cannot be saved"):
        save({"port": 2}, path)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("port", 70000, "whole number"),
        ("secret", "tiger", "remove that line"),
        ("colour", "red", "is not a setting of Cornetta"),
    ],
)
def test_save_writes_nothing_that_load_would_refuse(
    path: Path, key: str, value: object, words: str
) -> None:
    with pytest.raises(SettingsError, match=words) as caught:
        save({"host": "h", key: value}, path)
    assert caught.value.key == key
    assert "tiger" not in repr(caught.value)
    assert not path.parent.exists()


def test_two_windows_that_save_at_once_lose_nothing(path: Path) -> None:
    """Each reads the file before it writes it."""
    keys = [f"value-{number}" for number in range(20)]

    def write(key: str) -> None:
        settings_file.write(path, {(key,): True}, head="")

    with ThreadPoolExecutor(len(keys)) as windows:
        list(windows.map(write, keys))
    assert tomllib.loads(path.read_text()) == dict.fromkeys(keys, True)
    assert not stat.S_IMODE(path.with_name(".settings.toml.lock").stat().st_mode) & 0o077


def test_a_window_that_hangs_in_a_save_keeps_nobody_from_saving(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings_file, "ALONE_WITHIN_S", 0)
    settings_file.write(path, {("a",): 1}, head="")
    locked = path.with_name(".settings.toml.lock")
    lock = file_lock.take(str(locked))
    assert lock is not None
    try:
        settings_file.write(path, {("b",): 2}, head="")
    finally:
        os.close(lock)
    locked.unlink()
    locked.mkdir()  # nor does a file system that knows no locks
    settings_file.write(path, {("c",): 3}, head="")
    assert tomllib.loads(path.read_text()) == {"a": 1, "b": 2, "c": 3}
