"""Chooses how my phone takes a call, as far as account and settings allow."""

from collections.abc import Collection
from typing import Literal

from client.ami.connection import AmiConnection
from client.ami.phone import AmiPhone
from client.config.settings import Settings
from client.pickup.service import Phone

Way = Literal["leg", "dialplan", "softphone"]
"""How a pickup goes out, as in `client.config.settings.Settings.pickup_by`."""


def way_of_pickup(settings: Settings, *, rights: Collection[str], groups_known: bool) -> Way:
    """How a pickup goes out.

    Args:
        rights: the actions that the account may run.
        groups_known: which groups are mine. Only who knows that may name a leg, since `PickupChan`
            checks none; else the dialplan decides, which knows my phone's groups.
    """
    if settings.pickup_by != "auto":
        return settings.pickup_by
    if "Originate" not in rights:
        return "softphone"
    return "leg" if groups_known else "dialplan"


def my_phone(
    settings: Settings,
    connection: AmiConnection,
    *,
    rights: frozenset[str],
    groups_known: bool,
) -> Phone:
    """My phone. The arguments are those of `way_of_pickup`."""
    way = way_of_pickup(settings, rights=rights, groups_known=groups_known)
    if way == "softphone":
        from client.pickup.softphone import Softphone  # noqa: PLC0415 - seldom, and slow to import

        return Softphone(settings.softphone, settings.host, settings.service_code)
    return AmiPhone(connection, settings, rights=rights, is_checked=way != "leg")
