"""A real Asterisk that was set up as a page says: it reads every line, and does as the page tells.

What a page says to put into a file (blocks of ``ini FILE``) is put into the lab's own file: into
the section of that name, or at the end. Ports stay the lab's; certificates are made as the page
says, for this computer.
"""

import asyncio
import re
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from client.calls.events import Party
from client.cli.arguments import read
from client.config.credentials import Secret
from client.config.settings import Settings
from client.provision.files import provision
from tests.asterisk.lab import Lab
from tests.desk import running
from tests.docs.pages import PAGES, ROOT, Code, code_of, commands_of, words_of

pytestmark = pytest.mark.asterisk

HERE = "127.0.0.1"
LAB_KEEPS = ("bindaddr", "port")
SECTION = re.compile(r"\[([^]]+)\]")


def sections_of(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each section's head ("" for what stands before the first) and its lines."""
    head, lines = "", list[str]()
    for line in text.splitlines():
        if line.startswith("["):
            yield head, lines
            head, lines = line, []
        elif line and not line.startswith(";"):
            lines.append(line)
    yield head, lines


def option(line: str) -> str:
    return line.partition("=")[0].strip()


def with_lines(config: str, snippet: str) -> str:
    """Put a page's lines where they belong."""
    lines = config.splitlines()
    for head, told in sections_of(snippet):
        if not head:
            lines += [line for line in told if line not in lines]
            continue
        name = SECTION.match(head)
        assert name, head
        new = [line for line in told if option(line) not in LAB_KEEPS]
        at = next((n for n, line in enumerate(lines) if line.startswith(name[0])), None)
        if at is None:
            lines += [head, *new]
            continue
        end = next((n for n in range(at + 1, len(lines)) if lines[n].startswith("[")), len(lines))
        known = {option(line) for line in new if not line.startswith(("include", "#", "exten"))}
        old = [line for line in lines[at + 1 : end] if option(line) not in known]
        lines[at + 1 : end] = [*new, *old]
    return "\n".join([*lines, ""])


def commands_on(page: Path) -> list[tuple[str, str]]:
    """Each command of a page, with its place."""
    return [
        (command, code.place)
        for code in code_of(page)
        if code.kind in ("sh", "")
        for command in (commands_of(code) if code.kind else [code.text])
    ]


def snippets_of(page: Path) -> list[Code]:
    return [code for code in code_of(page) if code.kind == "ini"]


def provisions_of(page: Path) -> list[list[str]]:
    """What a page lets be written into the folder of Asterisk."""
    words = [words_of(command) for command, _ in commands_on(page)]
    return [
        each[1:]
        for each in words
        if each[:3] == ["cornetta", "provision", "/etc/asterisk"] and "--dry-run" not in each
    ]


WITH_ASTERISK = [page for page in PAGES if snippets_of(page) or provisions_of(page)]


@pytest.mark.parametrize(
    "page", WITH_ASTERISK, ids=[str(page.relative_to(ROOT)) for page in WITH_ASTERISK]
)
async def test_page(page: Path) -> None:
    lab = Lab(channelvars=False)
    set_up(lab, page)
    async with lab:
        log = lab.log_text()
        complaints = [line for line in log.splitlines() if "WARNING" in line or "ERROR" in line]
        assert complaints == []
        for code in snippets_of(page):
            for head, lines in sections_of(code.text):
                await AS_TOLD[code.about](lab, head, lines)
        for command, place in commands_on(page):
            if words_of(command)[0] == "asterisk":
                said = on_console(lab, *words_of(command)[1:])
                assert "No such" not in said, f"{place}: {command}\n{said}"
                assert "Usage:" not in said, f"{place}: {command}\n{said}"


def set_up(lab: Lab, page: Path) -> None:
    """Write all that a page says to write."""
    etc = lab.folder / "etc"
    for words in provisions_of(page):
        here = [str(etc) if word == "/etc/asterisk" else word for word in words]
        provision(read(here))
    for code in snippets_of(page):
        file = etc / code.about
        assert file.exists(), f"{code.place}: the lab has no {code.about}"
        file.write_text(with_lines(file.read_text(), code.text))
    keys = make_certificates(page, lab.folder)
    for file in etc.glob("*manager.conf"):
        text = file.read_text().replace("/etc/asterisk/keys", str(keys))
        file.write_text(text.replace("0.0.0.0:5039", f"127.0.0.1:{lab.ami_tls_port}"))


def make_certificates(page: Path, above: Path) -> Path:
    """Run the page's own commands of openssl, for this computer in place of the page's PBX."""
    folder = above / "keys"
    folder.mkdir()
    for command, place in commands_on(page):
        if words_of(command)[0] == "openssl":
            here = command.replace("pbx.example.com", "localhost").replace("192.0.2.10", HERE)
            ended = subprocess.run(  # noqa: S603 - the page's words
                words_of(here), cwd=folder, capture_output=True, text=True, check=False, timeout=30
            )
            assert ended.returncode == 0, f"{place}: {command}\n{ended.stderr}"
    return folder


def on_console(lab: Lab, *words: str) -> str:
    ended = subprocess.run(  # noqa: S603 - the lab's own Asterisk
        [*lab._binaries.asterisk, "-C", str(lab.folder / "etc" / "asterisk.conf"), *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )
    assert ended.returncode == 0, ended
    return ended.stdout


async def account_as_told(lab: Lab, head: str, lines: list[str]) -> None:
    """Whoever has the account can log in, and has its rights; what is sent has the variables."""
    told = {option(line): line.partition("=")[2].partition(";")[0].strip() for line in lines}
    if "channelvars" in told:
        await lab.call("101", number="0451")
        event = await lab.observer.event(lambda event: event["Event"] == "DialBegin")
        for variable in told["channelvars"].split(","):
            sent = (*event.all("ChanVariable"), *event.all("DestChanVariable"))
            assert any(value.startswith(f"{variable}=") for value in sent), event
    if told.get("tlsenable") == "yes":
        ca_file = lab.folder / "keys" / "ca.pem"
        await shakes_hands(lab, ca_file)
        over_tls = Settings(
            host=HERE,
            port=lab.ami_tls_port,
            tls=True,
            ca_file=str(ca_file),
            username="agent",
            extension="204",
        )
        async with running(over_tls, Secret("agent")) as desk:
            assert desk.session.me == Party("204", "Desk 204")
    if "secret" in told:
        name = head.strip("[]")
        observer = await lab.observe("agent")
        await observer.connect(lab.ami_port, name, told["secret"])
        shown = on_console(lab, "-rx", f"manager show user {name}")
        for right in ("read", "write"):
            has = re.search(rf"{right} perm: (\S*)", shown)
            assert has, shown
            assert set(has[1].split(",")) == set((told[right] or "<none>").split(",")), shown


async def shakes_hands(lab: Lab, ca_file: Path) -> None:
    """The certificate is good enough for the strictest Python, too."""
    context = ssl.create_default_context(cafile=str(ca_file))
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    context.hostname_checks_common_name = False
    for name in (HERE, "localhost"):
        _, writer = await asyncio.open_connection(
            HERE, lab.ami_tls_port, ssl=context, server_hostname=name
        )
        writer.transport.abort()  # Asterisk's greeting may be on its way


async def phone_as_told(lab: Lab, head: str, lines: list[str]) -> None:
    shown = on_console(lab, "-rx", f"pjsip show endpoint {head.strip('[]')}")
    for line in lines:
        name, _, value = (part.strip() for part in line.partition("="))
        assert re.search(rf"^ {name} +: {re.escape(value)}$", shown, re.MULTILINE), (line, shown)


async def feature_as_told(lab: Lab, head: str, lines: list[str]) -> None:
    """Asterisk keeps no code for its own pickup."""
    if head == "[general]" and "pickupexten =" in lines:
        assert re.search(r"^Pickup +\*8 *$", on_console(lab, "-rx", "features show"), re.MULTILINE)


async def dialplan_as_told(lab: Lab, head: str, lines: list[str]) -> None:
    if "include => cornetta-pickup" in lines:
        shown = on_console(lab, "-rx", f"dialplan show **501@{head.strip('[]')}")
        assert "[cornetta-pickup.conf:" in shown


AS_TOLD = {
    "manager.conf": account_as_told,
    "pjsip.conf": phone_as_told,
    "extensions.conf": dialplan_as_told,
    "features.conf": feature_as_told,
}


def test_lines_go_where_they_belong() -> None:
    config = "[general]\nport = 1\nread = a\n[102](phone)\nx = 1\n[102](aor)\ny = 2"
    snippet = '#include "more"\n[general]\nport = 5038\nread = b\n[102]\nz = 3\n[anna]\nsecret = s'
    assert with_lines(config, snippet) == (
        "[general]\nread = b\nport = 1\n[102](phone)\nz = 3\nx = 1\n[102](aor)\ny = 2\n"
        '#include "more"\n[anna]\nsecret = s\n'
    )
