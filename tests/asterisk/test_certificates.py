"""Asterisk's own TLS: only the right certificate is accepted, each time anew."""

import shutil
from pathlib import Path

from client.ami.opening import Address, open_connection, tls_context
from client.ami.protocol import Receiver
from client.config.credentials import Secret
from client.config.settings import Settings
from client.errors import CertificateExpired
from client.session import LinkState
from tests.asterisk.lab import Lab
from tests.certificates import write_certificates
from tests.desk import running
from tests.proxy import Proxy


async def test_a_certificate_that_expires_while_the_client_is_live_and_is_renewed(
    lab: Lab, tmp_path: Path
) -> None:
    """The right one of an own CA is accepted; what comes after it must be right as well."""
    ca_file = tmp_path / "ca.pem"
    shutil.copy(lab.ca_file, ca_file)
    async with Proxy(lab.ami_tls_port) as proxy:
        settings = Settings(
            host="127.0.0.1",
            port=proxy.port,
            tls=True,
            ca_file=str(ca_file),
            username="agent",
            extension="204",
        )
        async with running(settings, Secret("agent")) as desk:
            await proxy.refuse()
            await lab.kill()
            write_certificates(lab.folder / "tls", days_left=-1)
            shutil.copy(lab.ca_file, ca_file)
            await lab.start()
            await proxy.open()
            await desk.is_link(LinkState.REFUSED)
            assert isinstance(desk.session.link.error, CertificateExpired)
            await lab.kill()
            write_certificates(lab.folder / "tls")
            shutil.copy(lab.ca_file, ca_file)
            await lab.start()
            await desk.is_link(LinkState.LIVE)


async def test_an_action_that_is_longer_than_asterisk_reads_at_once(each_lab: Lab) -> None:
    """Over TLS it would wait for its rest until something else is sent."""
    address = Address("127.0.0.1", each_lab.ami_tls_port, tls_context(str(each_lab.ca_file)))
    connection = await open_connection(address, Receiver(lambda _event: None, lambda: None))
    await connection.login("admin", "admin", "off")
    for length in (1, 500, 1000):
        headers = {f"X-{number}": "x" * length for number in range(100)}
        await connection.action("Ping", headers)
    await connection.close()
