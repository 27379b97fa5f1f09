"""A real Asterisk that was set up as a page says: it reads every line, and does as the page tells.

What a page says to put into a file (blocks of ``ini FILE``) is put into the lab's own file: into
the section of that name, or at the end. Ports and certificates stay the lab's.
"""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from client import cli, provision
from tests.asterisk.lab import Lab
from tests.docs.pages import PAGES, ROOT, Code, code_of, commands_of, words_of

pytestmark = pytest.mark.asterisk

LAB_KEEPS = ("bindaddr", "port", "tlsbindaddr", "tlscertfile", "tlsprivatekey")
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


def snippets_of(page: Path) -> list[Code]:
    return [code for code in code_of(page) if code.kind == "ini"]


def asterisk_commands_of(page: Path) -> list[tuple[str, str]]:
    found = []
    for code in code_of(page):
        commands = commands_of(code) if code.kind == "sh" else [code.text]
        if code.kind in ("sh", ""):
            found += [(each, code.place) for each in commands if words_of(each)[0] == "asterisk"]
    return found


def provisions_of(page: Path) -> list[list[str]]:
    """What a page lets be written into the folder of Asterisk."""
    return [
        words[1:]
        for code in code_of(page)
        if code.kind == "sh"
        for command in commands_of(code)
        if (words := words_of(command))[:2] == ["cornetta", "provision"]
        and "/etc/asterisk" in words
        and "--dry-run" not in words
    ]


WITH_ASTERISK = [
    page for page in PAGES if snippets_of(page) or asterisk_commands_of(page) or provisions_of(page)
]


@pytest.mark.parametrize(
    "page", WITH_ASTERISK, ids=[str(page.relative_to(ROOT)) for page in WITH_ASTERISK]
)
async def test_page(page: Path) -> None:
    snippets = snippets_of(page)
    lab = Lab(channelvars=False)
    etc = lab.folder / "etc"
    for words in provisions_of(page):
        here = [str(etc) if word == "/etc/asterisk" else word for word in words]
        provision.run(cli.parser().parse_args(here))
    for code in snippets:
        file = etc / code.about
        assert file.exists(), f"{code.place}: the lab has no {code.about}"
        file.write_text(with_lines(file.read_text(), code.text))
    async with lab:
        log = lab.log_text()
        complaints = [line for line in log.splitlines() if "WARNING" in line or "ERROR" in line]
        assert complaints == []
        for code in snippets:
            for head, lines in sections_of(code.text):
                await AS_TOLD[code.about](lab, head, lines)
        for command, place in asterisk_commands_of(page):
            said = on_console(lab, *words_of(command)[1:])
            assert "No such" not in said, f"{place}: {command}\n{said}"
            assert "Usage:" not in said, f"{place}: {command}\n{said}"


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
    if "secret" in told:
        name = head.strip("[]")
        observer = await lab.observe("agent")
        await observer.connect(lab.ami_port, name, told["secret"])
        shown = on_console(lab, "-rx", f"manager show user {name}")
        for right in ("read", "write"):
            has = re.search(rf"{right} perm: (\S*)", shown)
            assert has, shown
            assert set(has[1].split(",")) == set(told[right].split(",")), shown


async def phone_as_told(lab: Lab, head: str, lines: list[str]) -> None:
    shown = on_console(lab, "-rx", f"pjsip show endpoint {head.strip('[]')}")
    for line in lines:
        name, _, value = (part.strip() for part in line.partition("="))
        assert re.search(rf"^ {name} +: {re.escape(value)}$", shown, re.MULTILINE), (line, shown)


async def dialplan_as_told(lab: Lab, head: str, lines: list[str]) -> None:
    if "include => cornetta-pickup" in lines:
        shown = on_console(lab, "-rx", f"dialplan show **501@{head.strip('[]')}")
        assert "[cornetta-pickup.conf:" in shown


AS_TOLD = {
    "manager.conf": account_as_told,
    "pjsip.conf": phone_as_told,
    "extensions.conf": dialplan_as_told,
}


def test_lines_go_where_they_belong() -> None:
    config = "[general]\nport = 1\nread = a\n[102](phone)\nx = 1\n[102](aor)\ny = 2"
    snippet = '#include "more"\n[general]\nport = 5038\nread = b\n[102]\nz = 3\n[anna]\nsecret = s'
    assert with_lines(config, snippet) == (
        "[general]\nread = b\nport = 1\n[102](phone)\nz = 3\nx = 1\n[102](aor)\ny = 2\n"
        '#include "more"\n[anna]\nsecret = s\n'
    )
