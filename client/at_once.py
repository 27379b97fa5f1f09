"""What the running window can do for a command, before anything slow is loaded.

Only the commands that a hotkey or a launcher gives are known here: `cornetta`, `cornetta pickup`
and its choice of a call. All others, and all when there is no window, take the usual way.
"""

import os
from collections.abc import Mapping, Sequence

from client.running import HandedOver, Place
from client.told import DONE, Told, let_any_name_be_printed, tell

_DEMO, _JSON = "--demo", "--json"
_CHOICES = {"--group": "group", "--exten": "exten", "--call": "call"}


def run(argv: Sequence[str], environ: Mapping[str, str] = os.environ) -> int | None:
    """Let the running window do it; return the exit code.

    Returns:
        None when this is another command, or there is no window that could.
    """
    options = {"demo": _DEMO in argv}
    if not [word for word in argv if word != _DEMO]:
        return DONE if Place(options, environ).show(environ) else None
    target = target_of(argv)
    told = pick_up(Place(options, environ), target) if target is not None else None
    if told is None:
        return None
    as_json = _JSON in argv
    let_any_name_be_printed(for_programs=as_json)
    return tell(told, as_json=as_json)


def target_of(argv: Sequence[str]) -> Mapping[str, str] | None:
    """What `cornetta pickup` and its choice of a call want; None for any other words."""
    verb, *rest = [word for word in argv if word != _DEMO] or [""]
    if verb != "pickup":
        return None
    match [word for word in rest if word != _JSON]:
        case []:
            return {}
        case [("--group" | "--exten" | "--call") as choice, value] if not value.startswith("-"):
            return {_CHOICES[choice]: value}
        case _:
            return None


def pick_up(place: Place, target: Mapping[str, str]) -> Told | None:
    """Let the window take a call; None when there is none that could."""
    try:
        return place.pick_up(target)
    except HandedOver:
        from client.report import link_lost  # noqa: PLC0415 - slow to import, and seldom

        return link_lost(0.0)
