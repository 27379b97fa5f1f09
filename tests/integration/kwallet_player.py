"""Plays the keyring of KDE, which has its own name before it keeps secrets; GNOME's keeps them."""

import os
import subprocess

from jeepney import message_bus
from jeepney.io.blocking import open_dbus_connection

NAME = f"org.kde.kwalletd{os.environ['KDE_SESSION_VERSION']}"
KEYRING = ["gnome-keyring-daemon", "--foreground", "--components=secrets", "--unlock"]

if __name__ == "__main__":
    with open_dbus_connection() as bus:
        bus.send_and_get_reply(message_bus.RequestName(NAME))
        subprocess.run(KEYRING, input=b"a password", check=True)  # noqa: S603 - our own words
