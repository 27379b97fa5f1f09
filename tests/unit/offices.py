"""The phones and groups of a small office, as an administrator edits them."""

from client.admin.office import Endpoint, Office
from client.calls.events import Party
from client.calls.numbering import NumberRange

NUMBERS = NumberRange.parse("50X")


def endpoint(number: str, *groups: str, editable: bool = True) -> Endpoint:
    ticks = frozenset(groups)
    return Endpoint(f"phone-{number}", Party(number, f"Desk {number}"), ticks, ticks, editable)


def office(*endpoints: Endpoint) -> Office:
    return Office(
        names={"501": "Support", "502": "Sales"},
        endpoints={one.id: one for one in endpoints},
        numbers=NUMBERS,
    )


FULL = office(endpoint("101", "501", "sales"), endpoint("102", "501", "502"), endpoint("103"))
