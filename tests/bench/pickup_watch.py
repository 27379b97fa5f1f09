"""Tells when each pickup is told by the PBX: `python -m tests.bench.pickup_watch PORT`.

A process of its own, so that nobody's own work makes its clock late.
"""

import socket
import sys
import time

LOGIN = b"Action: Login\r\nUsername: watcher\r\nSecret: watcher\r\nEvents: call\r\n\r\n"


def main(port: int) -> None:
    """Print "ready", then the time of each `Pickup`."""
    with socket.create_connection(("127.0.0.1", port)) as link:
        link.sendall(LOGIN)
        rest = b""
        while data := link.recv(65536):
            now = time.monotonic()
            *blocks, rest = (rest + data).split(b"\r\n\r\n")
            for block in blocks:
                if block.startswith(b"Event: Pickup\r\n"):
                    print(f"{now:.6f}", flush=True)  # noqa: T201
                elif b"Message: Authentication accepted" in block:
                    print("ready", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]))
