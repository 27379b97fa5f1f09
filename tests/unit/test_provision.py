import errno
import json
import os
import re
import stat
import tempfile
from pathlib import Path

import pytest

from client.__main__ import main

AGENTS = ("--agent", "anna:204:501,#3", "--agent", "bob:201")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "asterisk"
    folder.mkdir()
    return folder


def provision(folder: Path, *arguments: str) -> int:
    return main(["provision", str(folder), *arguments])


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_twice_changes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert provision(folder, *AGENTS) == 0
    before = contents(folder)
    capsys.readouterr()
    assert provision(folder, *AGENTS, "--json") == 0
    states = {Path(one["path"]).name: one["state"] for one in json.loads(capsys.readouterr().out)}
    assert states == {
        "cornetta-pickup.conf": "unchanged",
        "cornetta-manager.conf": "unchanged",
    }
    assert contents(folder) == before


def test_secrets_are_kept_when_something_else_changes(folder: Path) -> None:
    provision(folder, *AGENTS)
    secrets = re.findall("secret = (.+)", contents(folder)["cornetta-manager.conf"])
    assert len(set(secrets)) == 2
    assert "permit = 192.168.0.0/16\n" in contents(folder)["cornetta-manager.conf"]
    assert provision(folder, *AGENTS, "--rung", "read-only", "--permit", "10.1.0.7/16") == 0
    text = contents(folder)["cornetta-manager.conf"]
    assert re.findall("secret = (.+)", text) == secrets
    assert re.findall("write = (.*)", text) == ["", ""]
    assert re.findall("permit = (.*)", text) == ["10.1.0.0/16", "10.1.0.0/16"]
    second = re.sub("(secret = .+)", r"\1\nsecret = counts-for-nobody", text)
    (folder / "cornetta-manager.conf").write_text(second)
    assert provision(folder, *AGENTS, "--force") == 0
    assert re.findall("secret = (.+)", contents(folder)["cornetta-manager.conf"]) == secrets


def test_an_account_with_groups_hears_of_no_others(folder: Path) -> None:
    provision(folder, *AGENTS)
    anna, bob = contents(folder)["cornetta-manager.conf"].split("[bob]")
    assert re.findall("(?m)^eventfilter = (.*)", anna) == [
        r"ChanVariable: CHANNEL\(namedcallgroup\)=([^,]*, )*501([^-_.0-9A-Za-z]|$)",
        r"ChanVariable: CHANNEL\(callgroup\)=([^,]*, )*3([^-_.0-9A-Za-z]|$)",
        "Channel: PJSIP/204-",
    ]
    assert "\neventfilter" not in bob


def test_nothing_is_written_through_a_link(folder: Path, tmp_path: Path) -> None:
    """Root writes into a folder of Asterisk's user, who must not choose where that goes."""
    elsewhere = tmp_path / "elsewhere"
    (folder / "cornetta-manager.conf").symlink_to(elsewhere)
    assert provision(folder, *AGENTS) == 0
    assert not (folder / "cornetta-manager.conf").is_symlink()
    assert not elsewhere.exists()


def test_no_secret_is_printed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    provision(folder, *AGENTS)
    secrets = re.findall("secret = (.+)", contents(folder)["cornetta-manager.conf"])
    said = capsys.readouterr()
    assert not [secret for secret in secrets if secret in said.out + said.err]


def test_nobody_else_may_read_them(folder: Path) -> None:
    provision(folder, *AGENTS)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert modes == {0o640}


@pytest.mark.parametrize("below", ["", "manager.d"])
def test_who_reads_the_configuration_can_read_new_files(
    folder: Path, monkeypatch: pytest.MonkeyPatch, below: str
) -> None:
    """Else Asterisk starts without dialplan and manager. Only root can really give them away."""
    for name in ("extensions.conf", "manager.conf"):
        (folder / name).touch()
        if os.geteuid() == 0:
            os.chown(folder / name, 65534, 65533)
    owners: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "fchown", lambda _file, *owner: owners.append(owner))
    (folder / below).mkdir(exist_ok=True)
    provision(folder / below, *AGENTS)
    one = (folder / "manager.conf").stat()
    assert owners == [(one.st_uid, one.st_gid)] * 2


def test_who_cannot_give_a_file_away_writes_it_all_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody but root can."""

    def refuse(*_file: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "fchown", refuse)
    assert provision(folder, *AGENTS) == 0


@pytest.mark.parametrize("name", ["cornetta-pickup.conf", "cornetta-manager.conf"])
def test_an_edited_file_is_not_overwritten_without_a_word(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    provision(folder, *AGENTS)
    fresh = contents(folder)
    (folder / name).write_text(fresh[name] + "; mine\n")
    edited = contents(folder)
    capsys.readouterr()
    assert provision(folder, "--agent", "carla:205") == 1
    said = capsys.readouterr()
    assert f"{name} was edited by hand; nothing is written." in said.err
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert contents(folder) == edited
    assert provision(folder, *AGENTS, "--force") == 0
    assert contents(folder) == fresh


def test_a_dry_run_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert provision(folder, *AGENTS, "--dry-run") == 0
    assert "would be written" in capsys.readouterr().out
    assert not contents(folder)


def test_an_account_that_goes_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    provision(folder, "--agent", "anna:204", "--agent", "bob:201")
    capsys.readouterr()
    assert provision(folder, "--agent", "carla:204", "--dry-run", "--json") == 0
    files = json.loads(capsys.readouterr().out)
    assert [file["dropped"] for file in files] == [[], ["anna", "bob"]]
    assert provision(folder, "--agent", "carla:204") == 0
    assert capsys.readouterr().out == (
        f"{folder}/cornetta-pickup.conf: unchanged.\n"
        f"{folder}/cornetta-manager.conf: written.\n"
        "  no longer in it: anna, bob\n"
    )


def test_without_agents_the_accounts_stay(folder: Path) -> None:
    provision(folder, *AGENTS)
    before = contents(folder)
    assert provision(folder) == 0
    assert contents(folder) == before


def test_a_setting_that_goes_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever adds an agent and forgets an option must not cut off every desk unseen."""
    tls = ("--certificate", "/pki/a.pem", "--key", "/pki/a.key")
    provision(folder, *AGENTS, *tls, "--service-code", "*8", "--rung", "originate")
    capsys.readouterr()
    assert provision(folder, *AGENTS, "--agent", "carla:205", "--dry-run", "--json") == 0
    files = json.loads(capsys.readouterr().out)
    assert provision(folder, *AGENTS, "--agent", "carla:205") == 0
    lost = re.findall(r"  no longer in it: (.*)", capsys.readouterr().out)
    assert [line for file in files for line in file["lost"]] == lost
    assert lost == [
        "exten => *8",
        "exten => _*8.",
        "tlsenable = yes",
        "tlsbindaddr = 0.0.0.0:5039",
        "tlscertfile = /pki/a.pem",
        "tlsprivatekey = /pki/a.key",
        "read = call",
        "write = originate",
    ]


def test_a_code_that_an_older_version_wrote_otherwise_is_not_lost(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    provision(folder, *AGENTS)
    path = folder / "cornetta-pickup.conf"
    path.write_text(path.read_text().replace("=)", "=0)"))
    assert provision(folder, *AGENTS, "--force") == 0
    assert "no longer in it" not in capsys.readouterr().out


def test_tls(folder: Path) -> None:
    provision(folder, *AGENTS)
    assert "\n; tlsenable = yes\n" in contents(folder)["cornetta-manager.conf"]
    for key, named in ("/pki/a.key", ("--key", "/pki/a.key")), ("/pki/a.pem", ()):
        provision(folder, *AGENTS, "--certificate", "/pki/a.pem", *named)
        text = contents(folder)["cornetta-manager.conf"]
        assert "\ntlsenable = yes\n" in text
        assert f"\ntlscertfile = /pki/a.pem\ntlsprivatekey = {key}\n" in text


@pytest.mark.parametrize(
    "arguments",
    [
        ("--service-code", "*****"),
        ("--service-code", ""),
        ("--service-code", "X"),
        ("--service-code", "2", "--agent", "anna:204"),
        ("--service-code", "5", "--agent", "anna:204:501"),
        ("--agent", "anna"),
        ("--agent", "an na:204"),
        ("--agent", "anna:204]"),
        ("--agent", "anna:204:5 1"),
        ("--agent", "anna:204:#64"),
        ("--agent", "anna:204:#sales"),
        ("--agent", "General:204"),
        ("--agent", "anna:204", "--agent", "Anna:205"),
        ("--agent", "anna:204", "--permit", "everywhere"),
        ("--permit", "10.0.0.0/8"),
        ("--certificate", "/a.pem"),
        ("--key", "/a.key"),
        ("--agent", "anna:204", "--key", "/a.key"),
        ("--agent", "anna:204", "--certificate", "a.pem"),
        ("--agent", "anna:204", "--certificate", "/a;b.pem"),
        ("--agent", "anna:204", "--certificate", "/a\n[boss]"),
        ("--agent", "anna:204", "--certificate", "/a.pem", "--key", "a.key"),
    ],
)
def test_bad_input_gets_one_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    assert provision(folder, *arguments) == 2
    said = capsys.readouterr().err
    assert said.split()[0] in (*arguments, "--agent")
    assert said.count("\n") == 1
    assert not contents(folder)


def test_a_folder_that_cannot_be_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def read_only(**_kw: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(tempfile, "mkstemp", read_only)
    assert provision(folder) == 1
    told = f"The file {folder}/cornetta-pickup.conf cannot be written (Read-only file system).\n"
    assert capsys.readouterr() == ("", told)


def test_a_folder_that_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    assert provision(tmp_path / "file") == 2
    assert capsys.readouterr().err.count("\n") == 1
    for dry_run in ("--dry-run",), ():
        assert provision(tmp_path / "astersik", *dry_run) == 2
        said = f"DIR '{tmp_path}/astersik' cannot be used: No such file or directory.\n"
        assert capsys.readouterr().err == said
    assert not (tmp_path / "astersik").exists()
    monkeypatch.chdir(tmp_path)
    assert main(["provision", ""]) == 2  # what an unset variable of a script leaves
    assert "must name a folder" in capsys.readouterr().err
    assert not (tmp_path / "cornetta-pickup.conf").exists()
    (tmp_path / "cornetta-pickup.conf").mkdir()
    assert provision(tmp_path) == 2
    assert "/cornetta-pickup.conf' cannot be used: Is a directory" in capsys.readouterr().err


def test_a_file_that_is_no_text_was_edited(folder: Path) -> None:
    (folder / "cornetta-pickup.conf").write_bytes(b"\xff")
    assert provision(folder) == 1
    assert provision(folder, "--force") == 0
    assert provision(folder) == 0
