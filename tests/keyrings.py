"""Keyrings that are played, in place of the desktop's."""

import threading

from keyring.errors import PasswordDeleteError


class MemoryKeyring:
    """Keeps secrets as long as the test runs.

    It does not inherit KeyringBackend, which would offer it to every search.
    """

    priority = 5.0

    def __init__(self) -> None:
        self.secrets: dict[tuple[str, str], str] = {}
        self.asked = 0

    def get_password(self, service: str, account: str) -> str | None:
        self.asked += 1
        return self.secrets.get((service, account))

    def set_password(self, service: str, account: str, secret: str) -> None:
        self.asked += 1
        self.secrets[service, account] = secret

    def delete_password(self, service: str, account: str) -> None:
        self.asked += 1
        if self.secrets.pop((service, account), None) is None:
            raise PasswordDeleteError("not found")


class HangingKeyring(MemoryKeyring):
    """Waits for a prompt that nobody answers until `unlock` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.unlock = threading.Event()

    def get_password(self, service: str, account: str) -> str | None:
        self.unlock.wait()
        return super().get_password(service, account)

    def set_password(self, service: str, account: str, secret: str) -> None:
        self.unlock.wait()
        super().set_password(service, account, secret)
