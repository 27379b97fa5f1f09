"""Where a PBX has its phones from, as its sorcery.conf says; no I/O.

Without a line about endpoints they are those of pjsip.conf. With lines, the first place that has
a phone of a name counts. Source: `ast_sorcery_apply_config` in main/sorcery.c; seen on Asterisk
16.28 and 22.10.
"""

from dataclasses import dataclass

from client.admin.pjsip_file import FILE as PJSIP_FILE
from client.ami.message import Message

FILE = "sorcery.conf"
SECTION = "res_pjsip"

_UNLISTED = {"allow_unqualified_fetch=no", "allow_unqualified_fetch=error"}


@dataclass(frozen=True, slots=True)
class Sources:
    """The places in which the PBX looks for a phone.

    Attributes:
        reads_file: whether pjsip.conf is one of them.
        databases: the tables in which it looks before that file.
        lists_all: whether it tells of all phones that a database has.
    """

    reads_file: bool = True
    databases: tuple[str, ...] = ()
    lists_all: bool = True


def sources(config: Message) -> Sources:
    """Read the answer to GetConfig for the SECTION of the FILE."""
    lines = [value for key, value in config.headers() if key.startswith("Line-")]
    pairs = (line.partition("=") for line in lines)
    # What stands after a slash tells nothing, but "endpoint/cache" is no place of its own.
    places = [
        value.split(",")
        for name, _, value in pairs
        if name.split("/")[0] == "endpoint" and name != "endpoint/cache"
    ]
    if not places:
        return Sources()
    from_file = [place[:2] == ["config", PJSIP_FILE] for place in places]
    before = places[: from_file.index(True)] if any(from_file) else places
    return Sources(
        reads_file=any(from_file),
        databases=tuple(place[1] for place in before if place[0] == "realtime" and place[1:]),
        lists_all=all(_UNLISTED.isdisjoint(place) for place in places),
    )
