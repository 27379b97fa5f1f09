"""Asterisk's own TLS: only the right certificate is accepted, and a wrong one is sent nothing."""

from __future__ import annotations

import shutil
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from client import error_wording
from client.ami_session import AmiSession
from client.credentials import Secret
from client.errors import CertificateRefused
from client.session import LinkState
from client.settings import Settings
from client.tasks import TaskOwner
from tests.asterisk.lab import Lab
from tests.certificates import write_certificates
from tests.desk import Desk
from tests.proxy import Proxy

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@asynccontextmanager
async def client(proxy: Proxy, ca_file: Path | None) -> AsyncIterator[Desk]:
    """A client of the proxy."""
    settings = Settings(
        host="127.0.0.1",
        port=proxy.port,
        tls=True,
        ca_file=str(ca_file or ""),
        username="agent",
        extension="204",
    )
    tasks = TaskOwner()
    desk = Desk(AmiSession(settings, Secret("agent")))
    try:
        tasks.start(desk.session.run(), name="session")
        yield desk
    finally:
        await tasks.aclose()


async def is_refused(desk: Desk, why: str) -> None:
    """Wait for the refusal, whose sentence says why."""
    await desk.is_link(LinkState.REFUSED)
    error = desk.session.link.error
    assert isinstance(error, CertificateRefused)
    assert why in str(error_wording.error(error))


@pytest.mark.parametrize(
    ("host", "days_left", "known", "why"),
    [
        ("localhost", -1, "own", "certificate has expired"),
        ("pbx.example", 1, "own", "of another host"),
        ("localhost", 1, "another", "authority that this computer does not know"),
        ("localhost", 1, "the system's", "authority that this computer does not know"),
    ],
)
async def test_a_wrong_certificate_is_sent_nothing(
    tmp_path: Path, host: str, days_left: int, known: str, why: str
) -> None:
    """The client knows the CA that signed it, or another one, or only those of the system."""
    lab = Lab()
    write_certificates(lab.folder / "tls", host=host, days_left=days_left)
    write_certificates(tmp_path)
    ca_file = {"own": lab.ca_file, "another": tmp_path / "ca.pem"}.get(known)
    async with lab, Proxy(lab.ami_tls_port) as proxy, client(proxy, ca_file) as desk:
        await is_refused(desk, why)
        assert b"agent" not in proxy.sent


async def test_a_certificate_that_expires_while_the_client_is_live_and_is_renewed(
    lab: Lab, tmp_path: Path
) -> None:
    """The right one of an own CA is accepted; what comes after it must be right as well."""
    ca_file = tmp_path / "ca.pem"
    shutil.copy(lab.ca_file, ca_file)
    async with Proxy(lab.ami_tls_port) as proxy, client(proxy, ca_file) as desk:
        await desk.is_link(LinkState.LIVE)
        await proxy.refuse()
        await lab.kill()
        write_certificates(lab.folder / "tls", days_left=-1)
        shutil.copy(lab.ca_file, ca_file)
        await lab.start()
        await proxy.open()
        await is_refused(desk, "certificate has expired")
        await lab.kill()
        write_certificates(lab.folder / "tls")
        shutil.copy(lab.ca_file, ca_file)
        await lab.start()
        await desk.is_link(LinkState.LIVE)
