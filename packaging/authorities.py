"""Runs first in the one-folder program on Linux: finds the certificate authorities of this system.

The program's own OpenSSL looks where the system that built it keeps them.
"""

import os
import ssl

PLACES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Arch
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora, Red Hat
    "/etc/ssl/ca-bundle.pem",  # openSUSE
    "/etc/ssl/cert.pem",  # Alpine
)

built_in = ssl.get_default_verify_paths()
if "SSL_CERT_FILE" not in os.environ and not (built_in.cafile or built_in.capath):
    found = next((place for place in PLACES if os.path.exists(place)), None)  # noqa: PTH110
    if found:
        os.environ["SSL_CERT_FILE"] = found
