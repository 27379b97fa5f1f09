"""A certificate authority of the tests' own, known to nobody, and a server certificate from it."""

import datetime as dt
import ipaddress
import ssl
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from client.ami.opening import Address, tls_context

DAY = dt.timedelta(days=1)


def write_certificates(
    folder: Path,
    *,
    host: str = "localhost",
    days_left: int = 1,
    valid_in_days: int = -9,
    ca_days_left: int = 90,
) -> None:
    """Write ca.pem, server.pem and server.key; localhost is 127.0.0.1 as well."""
    ca_key = ec.generate_private_key(ec.SECP256R1())
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Cornetta tests")])
    ca = (
        _certificate(ca_name, ca_name, ca_key.public_key(), ca_days_left)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(ca_key, hashes.SHA256())
    )
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    hosts: list[x509.GeneralName] = [x509.DNSName(host)]
    if host == "localhost":
        hosts.append(x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
    server = (
        _certificate(name, ca_name, key.public_key(), days_left, valid_in_days)
        .add_extension(x509.SubjectAlternativeName(hosts), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "ca.pem").write_bytes(ca.public_bytes(pem))
    (folder / "server.pem").write_bytes(server.public_bytes(pem))
    (folder / "server.key").write_bytes(
        key.private_bytes(
            pem, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        )
    )


class Certificates:
    """Those of a server, in a folder of their own; the arguments are those above."""

    def __init__(self, folder: Path, **made: Any) -> None:
        folder.mkdir()
        write_certificates(folder, **made)
        self.ca_file = folder / "ca.pem"
        self.server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.server.load_cert_chain(folder / "server.pem", folder / "server.key")


def trusting(certificates: Certificates, port: int) -> Address:
    """Where such a server listens, its authority known."""
    return Address("127.0.0.1", port, tls_context(str(certificates.ca_file)))


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    days_left: int,
    valid_in_days: int = -9,
) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + valid_in_days * DAY)
        .not_valid_after(now + days_left * DAY)
    )
