"""Where a PBX has its phones from, as its sorcery.conf says; no I/O.

Without a line about endpoints they are those of pjsip.conf. With lines, the first place that has
a phone of a name counts. Source: `ast_sorcery_apply_config` in main/sorcery.c; seen on Asterisk
16.28 and 22.10.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from client.ami.message import Message

FILE = "sorcery.conf"
SECTION = "res_pjsip"

_PJSIP_FILE = ["config", "pjsip.conf"]

_UNLISTED = {"allow_unqualified_fetch=no", "allow_unqualified_fetch=error"}


@dataclass(frozen=True, slots=True)
class Sources:
    """The places in which the PBX looks for a phone.

    Attributes:
        reads_file: whether pjsip.conf is one of them.
        databases: the tables in which it looks.
        before_file: those of them in which it looks before that file.
        lists_all: whether it tells of all phones that a database has.
    """

    reads_file: bool = True
    databases: tuple[str, ...] = ()
    before_file: tuple[str, ...] = ()
    lists_all: bool = True


def endpoint_lines(config: Message) -> list[str]:
    """What the answer to GetConfig for the SECTION of the FILE says of endpoints, in order."""
    lines = (value.partition("=") for key, value in config.headers() if key.startswith("Line-"))
    # What stands after a slash tells nothing, but "endpoint/cache" is no place of its own.
    return [
        value
        for name, _, value in lines
        if name.split("/")[0] == "endpoint" and name != "endpoint/cache"
    ]


def sources(endpoint_lines: Iterable[str]) -> Sources:
    """The places that these lines name."""
    places = [line.split(",") for line in endpoint_lines]
    if not places:
        return Sources()
    from_file = [place[:2] == _PJSIP_FILE for place in places]
    before = places[: from_file.index(True)] if any(from_file) else places
    return Sources(
        reads_file=any(from_file),
        databases=_tables(places),
        before_file=_tables(before),
        lists_all=all(_UNLISTED.isdisjoint(place) for place in places),
    )


def _tables(places: Iterable[list[str]]) -> tuple[str, ...]:
    return tuple(place[1] for place in places if place[0] == "realtime" and place[1:])
