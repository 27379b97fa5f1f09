"""What the running window can do for a command, before anything slow is loaded.

Only the commands that a hotkey or a launcher gives are known here: `cornetta`, `cornetta pickup`
and its choice of a call. All others, and all when there is no window, take the usual way.
"""

import os
from collections.abc import Mapping, Sequence

from client.running import HandedOver, Place
from client.told import DONE, Told, let_any_name_be_printed, tell

_CHOICES = {"--group": "group", "--exten": "exten", "--call": "call"}


def run(argv: Sequence[str], environ: Mapping[str, str] = os.environ) -> int | None:
    """Let the running window do it; return the exit code.

    Returns:
        None when this is another command, or there is no window that could.
    """
    rest = [word for word in argv if word != "--demo"]
    options = {"demo": len(rest) < len(argv)}
    if not rest:
        return DONE if Place(options, environ).show(environ) else None
    if rest[0] != "pickup":
        return None
    words = [word for word in rest[1:] if word != "--json"]
    as_json = len(words) < len(rest) - 1
    match words:
        case []:
            target = {}
        case [("--group" | "--exten" | "--call") as choice, value] if not value.startswith("-"):
            target = {_CHOICES[choice]: value}
        case _:
            return None
    told = pick_up(Place(options, environ), target)
    if told is None:
        return None
    let_any_name_be_printed(for_programs=as_json)
    return tell(told, as_json=as_json)


def pick_up(place: Place, target: Mapping[str, str]) -> Told | None:
    """Let the window take a call; None when there is none that could."""
    try:
        return place.pick_up(target)
    except HandedOver:
        from client.report import link_lost  # noqa: PLC0415 - slow to import, and seldom

        return link_lost(0.0)
