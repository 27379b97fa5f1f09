"""The file of a report: what is in it, and who may look."""

import inspect
import logging
import stat
import zipfile
from collections.abc import Collection, Sequence
from pathlib import Path

import pytest

from client.config.settings import Settings
from client.error_wording import error
from client.errors import ClientError, FileNotWritten, InvalidRows, NotImported
from client.problem_report import LOG, README, RECORDING, SETTINGS, VERSIONS, Facts, files, write
from client.recent_log import LogLine, RecentLog
from client.sentence import Sentence, Words
from tests.unit.scripted_pbx import channel, in_groups
from tests.unit.scripted_server import message
from tests.unit.test_recent import HEADING, timed
from tests.unit.test_wording import kinds

SETTINGS_OF_ALL = Settings(
    host="pbx.example.com",
    username="anna.rossi",
    admin_username="boss",
    extension="204",
    pbx="Firenze",
    ca_file="/home/anna/ca.pem",
    groups=("501 Vendite", "#3"),
    softphone="/home/anna/bin/dial {number}",
)
FACTS = Facts(
    [HEADING, timed(message(("Event", "Newstate"), *in_groups("501"), **channel(1)), 1)],
    [
        LogLine(
            0.0, "DEBUG", "client.x", "%s from %s at %s", ("error", "First Caller", "0455551234")
        ),
        LogLine(0.0, "DEBUG", "client.x", "at %s", ("anna.rossi@pbx.example.com:5039",)),
    ],
    SETTINGS_OF_ALL,
    "22.10.0",
)


def texts(*, pseudonymized: bool) -> dict[str, str]:
    return {name: data.decode() for name, data in files(FACTS, pseudonymized=pseudonymized).items()}


def test_what_is_in_it() -> None:
    found = texts(pseudonymized=False)
    assert list(found) == [README, RECORDING, LOG, SETTINGS, VERSIONS]
    assert found[RECORDING].encode() == b"".join(FACTS.recording)
    assert "error from First Caller at 0455551234\n" in found[LOG]
    assert "host = 'pbx.example.com'\n" in found[SETTINGS]
    assert "answer_timeout = 8\n" in found[SETTINGS]
    assert "PBX: Asterisk 22.10.0\n" in found[VERSIONS]
    assert "PySide6-Essentials: 6." in found[VERSIONS]
    assert "as they were" in found[README]


def test_one_stand_in_in_all_files() -> None:
    found = texts(pseudonymized=True)
    caller = found[RECORDING].partition("ConnectedLineName: ")[2].partition("\r")[0]
    number = found[RECORDING].partition("ConnectedLineNum: ")[2].partition("\r")[0]
    assert f"error from {caller} at {number}\n" in found[LOG]
    settings = dict(line.split(" = ", 1) for line in found[SETTINGS].splitlines())
    account, host = settings["username"].strip("'"), settings["host"].strip("'")
    assert f"at {account}@{host}:" in found[LOG]
    group = found[RECORDING].partition("namedcallgroup)=")[2].partition("\r")[0]
    assert group in settings["groups"]
    assert f"Cornetta-Extension: {settings['extension'].strip(chr(39))}\r" in found[RECORDING]
    everything = "".join(found.values())
    for text in (
        "pbx.example",
        "anna",
        "rossi",
        "boss",
        "Firenze",
        "Vendite",
        "First",
        "0455551234",
    ):
        assert text not in everything
    assert "stand-ins" in found[README]
    assert "'#3'" in settings["groups"]


STRANGERS = "Mario Rossi <0455551234> anna@pbx.firenze.it:/home/anna/ca.pem {reason} %s"


def strangers(annotation: object) -> object:
    """A value of a stranger's for an error's parameter."""
    if annotation in (Sentence, Words):
        return Sentence("{who} said so").format(who=STRANGERS)
    if annotation in (Sequence[str], Collection[str]):
        return [STRANGERS, STRANGERS]
    if annotation == tuple[Sentence, ...]:
        return (Sentence("{who} is left").format(who=STRANGERS),)
    return 7200.0 if annotation is float else STRANGERS


def made(kind: type[ClientError]) -> ClientError:
    if not inspect.isfunction(kind.__init__):  # it is of Python itself
        return kind(STRANGERS)
    if kind is InvalidRows:
        return InvalidRows([NotImported(STRANGERS, STRANGERS)])
    taken = inspect.signature(kind).parameters.values()
    return kind(*(strangers(one.annotation) for one in taken))


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_no_error_tells_who_had_it(kind: type[ClientError]) -> None:
    """Neither by its sentence, which stays readable, nor by its traceback."""
    recent, log = RecentLog(), logging.getLogger("client.here")
    with recent.listening():
        try:
            raise made(kind)
        except ClientError as problem:
            log.info("%s [%s]", error(problem), problem, exc_info=True)
    told = files(Facts([], recent.lines, Settings()), pseudonymized=True)[LOG].decode()
    assert kind.__name__ in told
    for text in ("Mario", "Rossi", "0455551234", "anna", "firenze", "ca.pem"):
        assert text not in told


def test_it_is_for_its_owner_alone_and_replaces_another(tmp_path: Path) -> None:
    path = tmp_path / "it.zip"
    path.write_text("another")
    path.chmod(0o644)
    write(str(path), FACTS, pseudonymized=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[0] == README
    assert [one.name for one in tmp_path.iterdir()] == ["it.zip"]


@pytest.mark.parametrize("path", ["/no/such/folder/it.zip", "a\0b"])
def test_a_file_that_cannot_be_made(path: str) -> None:
    with pytest.raises(FileNotWritten, match="cannot be written"):
        write(path, FACTS, pseudonymized=True)


def test_a_disk_that_is_full_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object, **_options: object) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "it.zip"
    path.write_text("another")
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(FileNotWritten, match="No space left"):
        write(str(path), FACTS, pseudonymized=True)
    assert path.read_text() == "another"
    assert [one.name for one in tmp_path.iterdir()] == ["it.zip"]
