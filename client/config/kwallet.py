"""Starts the keyring of KDE, which runs only when the first program asks for it by its own name."""

from contextlib import closing, suppress
from typing import Final

import secretstorage
from jeepney import MatchRule, message_bus

_SECRETS: Final = "org.freedesktop.secrets"
_STARTED: Final = 1
"""The bus's word for it; another: it runs already, and its user lets it keep no others' secrets."""
_LIMIT_S: Final = 2.0


def start_kwallet(version: str) -> None:
    """Let it run if nobody else keeps the secrets, and wait until it does.

    Args:
        version: KDE's, e.g. "5".
    """
    with (
        suppress(secretstorage.SecretStorageException, OSError),  # there is no bus, or it hangs
        closing(secretstorage.dbus_init()) as bus,
    ):
        if secretstorage.check_service_availability(bus):
            return
        # It has its own name some milliseconds before that of the secrets.
        rule = MatchRule(type="signal", member="NameOwnerChanged", sender="org.freedesktop.DBus")
        rule.add_arg_condition(0, _SECRETS)
        start = message_bus.StartServiceByName(f"org.kde.kwalletd{version}")
        with bus.filter(rule) as owners:
            bus.send_and_get_reply(message_bus.AddMatch(rule))
            if bus.send_and_get_reply(start, timeout=_LIMIT_S).body == (_STARTED,):
                bus.recv_until_filtered(owners, timeout=_LIMIT_S)
