"""What the command `cornetta` understands, and the help that tells it. Cheap to import."""

import argparse
import math
from collections.abc import Collection, Sequence
from itertools import takewhile
from types import SimpleNamespace
from typing import Any

from client import __version__

_MOST_SPEED = 1e6
"""A second is then 12 days."""


def read(words: Sequence[str]) -> SimpleNamespace:
    """What a command's words mean.

    Raises:
        SystemExit: nothing, and it has been said; or what they wanted was to be told.
    """
    return parser(words).parse_args(words, SimpleNamespace())


def parser(words: Collection[str] | None = None) -> argparse.ArgumentParser:
    """The command's grammar. Without a verb the window opens.

    Args:
        words: those of the command: of a verb that is not among them, only the name is known.
            None: all.
    """
    common = _link_options()
    main = _Parser(
        prog="cornetta",
        description="See the calls that ring in your pickup groups, and take one.",
        epilog="The secret comes from CORNETTA_SECRET or the system's keyring; else you are asked.",
        parents=[common],
    )
    main.add_argument("--version", action="version", version=f"cornetta {__version__}")
    verbs = main.add_subparsers(dest="verb", metavar="VERB", title="verbs (none: the window)")
    main.verbs = verbs.choices

    def verb(name: str, help_text: str, *, at_pbx: bool = True) -> argparse.ArgumentParser:
        parents = [common] if at_pbx else []
        added = verbs.add_parser(name, help=help_text, description=help_text, parents=parents)
        added.add_argument("--json", action="store_true", help="print JSON")
        return added

    verb("groups", "my pickup groups")
    for name, help_text in (("calls", "what rings now"), ("watch", "what rings, live")):
        verb(name, help_text).add_argument("--group", metavar="N", help="only of this group")
    which = verb("pickup", "take the most recent call of my groups").add_mutually_exclusive_group()
    which.add_argument("--group", metavar="N", help="the most recent call of this group")
    which.add_argument("--exten", metavar="N", help="the call that rings at this extension")
    which.add_argument(
        "--call", metavar="ID", help="exactly this call ('cornetta calls' has the ids)"
    )
    record = verb("record", "like watch, and records what the PBX sends, without secrets")
    record.add_argument("file", metavar="FILE", type=_file, help="must not exist yet")
    replay = verb("replay", "show what an agent saw; needs no PBX", at_pbx=False)
    replay.add_argument("file", metavar="FILE", type=_file, help="a recording, or plain AMI events")
    speed_help = "1: the original speed, 2: twice as fast (default: all at once)"
    replay.add_argument("--speed", type=_speed, default=0.0, metavar="N", help=speed_help)
    groups_help = "only these groups: 501,502 (default: all)"
    replay.add_argument("--groups", type=_numbers, default="all", metavar="N,N", help=groups_help)
    provision = verb("provision", "write the files to include in Asterisk", at_pbx=False)
    if words is None or "provision" in words:
        from client.provision.files import add_arguments

        add_arguments(provision)
    doctor = verb("doctor", "check this computer, the account, the PBX and the phone")
    ring = "also ring my phone, to see whether it answers automatically"
    doctor.add_argument("--call", action="store_true", help=ring)
    part = "check that every part of the program is there; needs no PBX"
    verb("self-test", part, at_pbx=False)
    admin = verb("admin", "define pickup groups, with an administrator's account")
    if words is None or "admin" in words:
        from client.admin import verbs as admin_verbs

        admin_verbs.add_arguments(admin, common)
    return main


def _link_options() -> "_Parser":
    """Which PBX and who I am: options of the command and of each verb that needs a PBX."""
    common = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    # Each is named as its setting is: `load` takes what it knows of all that was given.
    link = common.add_argument_group("the PBX (default: the environment, then the settings)")
    link.add_argument("--host", metavar="NAME", help="the PBX's name or address")
    link.add_argument("--port", metavar="N", help="its manager port (5038, with TLS 5039)")
    encrypt = "encrypt, and verify the certificate"
    link.add_argument("--tls", action=argparse.BooleanOptionalAction, help=encrypt)
    link.add_argument("--ca-file", metavar="FILE", help="verify against the CAs in this PEM file")
    link.add_argument("--username", metavar="NAME", help="the manager account")
    link.add_argument("--extension", metavar="N", help="my own extension, whose phone takes a call")
    link.add_argument("--demo", action="store_true", help="a demo PBX where calls keep coming")
    return common


class _Parser(argparse.ArgumentParser):
    """Takes no abbreviation: in `cornetta calls`, --exten would mean my own --extension."""

    verbs: Collection[str] = ()

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - as argparse has them
        super().__init__(allow_abbrev=False, **options)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:  # noqa: ANN401
        """Refuse what a verb does not know with the usage of that verb, which names its options.

        And an option before the verb with its own name: else its value would be no verb.
        """
        before = takewhile(lambda word: word not in (*self.verbs, "--"), args)
        for word in before if self.verbs else ():
            if word.startswith("--") and word.partition("=")[0] not in self._option_string_actions:
                self.error(f"unrecognized arguments: {word}")
        known, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}")
        return known, unknown


def _file(text: str) -> str:
    """A recording. What rings is printed on the standard output; "" is an unset variable."""
    if text in ("", "-"):
        raise argparse.ArgumentTypeError(f"must be a file's name, not '{text}'")
    return text


def _speed(text: str) -> float:
    """How fast to replay."""
    try:
        speed = float(text)
    except ValueError:
        speed = math.nan
    if not 0 <= speed <= _MOST_SPEED:
        raise argparse.ArgumentTypeError(f"must be a number such as 2, not '{text}'")
    return speed


def _numbers(text: str) -> list[str] | None:
    """The groups' numbers; None for all."""
    if text.strip() == "all":
        return None
    numbers = [word for part in text.split(",") if (word := part.strip())]
    if not numbers:
        raise argparse.ArgumentTypeError("must be all, or numbers such as 501,502")
    return numbers
