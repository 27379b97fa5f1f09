"""What the running window can do for a command, before anything slow is loaded.

Only the commands that a hotkey or a launcher gives are understood here: `cornetta`, `cornetta
pickup` and its choice of a call. `client.cli.arguments` understands all.
"""

import os
from collections.abc import Mapping, Sequence
from types import SimpleNamespace

from client.command_result import (
    DONE,
    CommandResult,
    print_result,
    print_stderr,
    set_output_encoding,
)
from client.running import HandedOver, Place

_DEMO, _JSON = "--demo", "--json"
_CHOICES = {"--group": "group", "--exten": "exten", "--call": "call"}


def arguments(argv: Sequence[str]) -> SimpleNamespace | None:
    """These words as `client.cli.arguments` would read them; None for another command."""
    given = {"demo": True} if _DEMO in argv else {}
    words = [word for word in argv if word != _DEMO]
    if not words:
        return SimpleNamespace(verb=None, **given)
    verb, *rest = words
    if verb != "pickup":
        return None
    target = dict.fromkeys(_CHOICES.values())
    match [word for word in rest if word != _JSON]:
        case []:
            pass
        case [choice, value] if choice in _CHOICES and not value.startswith("-"):
            target[_CHOICES[choice]] = value
        case _:
            return None
    return SimpleNamespace(verb=verb, json=_JSON in rest, **target, **given)


def run(arguments: SimpleNamespace, environ: Mapping[str, str] = os.environ) -> int | None:
    """Let the running window open, or pick up; return the exit code, or None without a window."""
    if not arguments.verb:
        return DONE if Place(vars(arguments), environ).show() else None
    result = _picked_up(arguments, environ)
    if result is None:
        return None
    set_output_encoding(for_programs=arguments.json)
    return print_result(result, as_json=arguments.json)


def _picked_up(arguments: SimpleNamespace, environ: Mapping[str, str]) -> CommandResult | None:
    given = vars(arguments)
    target = {key: given[key] for key in _CHOICES.values() if given[key] is not None}
    try:
        return Place(given, environ).pick_up(target)
    except KeyboardInterrupt:
        print_stderr("The window goes on with this pickup.")
        raise
    except HandedOver:
        from client.report import link_lost  # noqa: PLC0415 - slow to import, and seldom

        return link_lost()
