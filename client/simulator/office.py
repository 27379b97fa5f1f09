"""Who works in the office: desks, groups and what one may dial.

Data only. `demo_office` is what `cornetta --demo` shows; tests make their own.
"""

from dataclasses import dataclass, field

CONTEXT = "office"
"""In which all dialling is done."""

_DEFAULTS = {"send_pai": "true", "send_rpid": "false", "send_connected_line": "yes"}
"""Options that are alike for all endpoints, in Asterisk's two spellings of yes and no."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A SIP endpoint, as `pjsip.conf` describes it.

    Attributes:
        endpoint: its section's name; channels are called "PJSIP/<endpoint>-...".
        number, name: its `callerid`; both empty when it has none.
        call_group, pickup_group: the numeric groups, 0 to 63.
        kept_elsewhere: the PBX has it from a database or a wizard, not from `pjsip.conf`.
    """

    endpoint: str
    number: str = ""
    name: str = ""
    named_call_group: tuple[str, ...] = ()
    named_pickup_group: tuple[str, ...] = ()
    call_group: tuple[int, ...] = ()
    pickup_group: tuple[int, ...] = ()
    kept_elsewhere: bool = False

    def option(self, name: str) -> str:
        """Print one option as `PJSIP_ENDPOINT` does; "" for one that is not known here."""
        match name:
            case "callerid":
                if not (self.number or self.name):
                    return "<unknown>"
                return f'"{self.name}" <{self.number}>' if self.name else f"<{self.number}>"
            case "context":
                return CONTEXT
            case "named_call_group" | "named_pickup_group" | "call_group" | "pickup_group":
                return print_groups(getattr(self, name))
            case _:
                return _DEFAULTS.get(name, "")


TRUNK = Desk("trunk")
"""Where callers from outside come in: an endpoint like those of the desks."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The dialplan's Answer()."""


@dataclass(frozen=True, slots=True)
class Dial:
    """The dialplan's Dial(): targets are "PJSIP/101" or "Local/101@office"."""

    targets: tuple[str, ...]
    timeout_s: int = 60


@dataclass(frozen=True, slots=True)
class Queue:
    """The dialplan's Queue(), which rings all members at once: targets as of Dial()."""

    name: str
    members: tuple[str, ...]
    timeout_s: float = 15.0
    retry_s: float = 5.0


Step = Answer | Dial | Queue


@dataclass(frozen=True, slots=True)
class Office:
    """How a PBX is set up. Only a reload changes it: then another takes its place.

    Attributes:
        dialplan: what happens at an extension, beside one for each desk's own endpoint.
        database: AstDB when the PBX starts, by "family/key".
    """

    desks: tuple[Desk, ...]
    dialplan: dict[str, tuple[Step, ...]] = field(default_factory=dict)
    database: dict[str, str] = field(default_factory=dict)

    def desk(self, endpoint: str) -> Desk | None:
        """Find an endpoint by its section's name."""
        return next((desk for desk in self.desks if desk.endpoint == endpoint), None)

    def steps(self, exten: str) -> tuple[Step, ...]:
        """Tell what a call to `exten` does; nothing for an extension that does not exist."""
        if exten in self.dialplan:
            return self.dialplan[exten]
        desk = next((desk for desk in self.desks if exten in (desk.number, desk.endpoint)), None)
        return (Dial((f"PJSIP/{desk.endpoint}",)),) if desk else ()


def print_groups(groups: tuple[str, ...] | tuple[int, ...]) -> str:
    """Print groups as Asterisk does: sorted, "501, 502"."""
    return ", ".join(str(group) for group in sorted(groups))


def _demo_desks() -> tuple[Desk, ...]:
    support, sales, reception = ("501",), ("502",), ("503",)
    return (
        Desk("101", "101", "Anna Bianchi", support, support),
        Desk("102", "102", "Marco Conti", support, support),
        Desk("103", "103", "Giulia Ferrari", ("501", "502"), ("501", "502")),
        Desk("104", "104", "Luca Moretti", sales, sales),
        Desk("105", "105", "Sara Ricci", sales, sales),
        Desk("106", "106", "Paweł Łukasik", (), (), (3,), (3,)),
        Desk("107", "107", "Reception", reception, reception),
        Desk("108", "108", "Nadia Ünlü", reception, reception, kept_elsewhere=True),
        Desk("201", "201", "Davide Greco", support, support),
        Desk("202", "202", "Elena Costa", sales, sales),
        Desk("203", "203", "Irene Fontana", support, support, (3,), (3,)),
        Desk("204", "204", "Chiara Villa", support, ("501", "502"), (), (3,)),
    )


def demo_office() -> Office:
    """Make the office of the demo; extension 204 is the user's own."""
    return Office(
        desks=_demo_desks(),
        dialplan={
            "600": (Dial(("PJSIP/101", "PJSIP/102", "PJSIP/103")),),
            "602": (Dial(("PJSIP/104", "PJSIP/105", "PJSIP/103")),),
            "603": (Dial(("PJSIP/107", "PJSIP/108")),),
            "610": (Dial(("Local/101@office", "Local/102@office")),),
            "620": (Dial(("PJSIP/102",), 8), Dial(("PJSIP/103",), 30)),
            "700": (Answer(), Queue("support", ("PJSIP/101", "PJSIP/201"))),
            "710": (Queue("sales", ("Local/104@office", "Local/105@office")),),
        },
        database={
            "pickup/group/501": "Support",
            "pickup/group/502": "Sales",
            "pickup/group/503": "Reception",
            "pickup/group/3": "Back office",
            "pickup/range": "5XX",
        },
    )
