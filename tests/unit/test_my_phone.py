"""How my phone takes a call, as far as account and settings allow."""

import pytest

from client.config.settings import Settings
from client.pickup.my_phone import Way, way_of_pickup

RINGS_PHONES = frozenset({"Originate", "Hangup"})


@pytest.mark.parametrize(
    ("settings", "rights", "groups_known", "way"),
    [
        (Settings(), RINGS_PHONES, True, "leg"),
        (Settings(), RINGS_PHONES, False, "dialplan"),
        (Settings(), frozenset(), True, "softphone"),
        (Settings(pickup_by="softphone"), RINGS_PHONES, True, "softphone"),
        (Settings(pickup_by="dialplan"), RINGS_PHONES, True, "dialplan"),
        (Settings(pickup_by="leg"), RINGS_PHONES, False, "leg"),
    ],
)
def test_how_a_pickup_goes_out(
    *, settings: Settings, rights: frozenset[str], groups_known: bool, way: Way
) -> None:
    assert way_of_pickup(settings, rights=rights, groups_known=groups_known) == way
