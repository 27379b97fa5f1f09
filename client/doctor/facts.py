"""Facts of a PBX and its agent, which the checks judge.

None always means that it could not be found out, in most cases since the account may not ask.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from client.ami.account import ASKING
from client.calls.groups import PickupGroup
from client.config.settings import Settings
from client.doctor.finding import Fix, in_pjsip, section
from client.pickup.my_phone import Way


@dataclass(frozen=True, slots=True)
class Certificate:
    """The one that the PBX showed, and that was accepted.

    Attributes:
        days_left: until it is refused; broken days count.
        names: the hosts that it is for.
        authority_days_left: the same of the authority that this computer knows.
    """

    days_left: float
    names: tuple[str, ...]
    authority_days_left: float = math.inf


@dataclass(frozen=True, slots=True)
class Account:
    """The account's lines of manager.conf, as they stand there; "" for one that is missing."""

    read: str
    write: str
    eventfilters: tuple[str, ...]
    writetimeout: str
    deny: str
    permit: str
    acl: str


@dataclass(frozen=True, slots=True)
class Endpoint:
    """My phone's endpoint.

    Attributes:
        context: where its calls enter the dialplan.
        groups: those that it may pick up from.
        lonely: those of them in which no other phone rings; None if not all could be looked at.
        tells_caller: whether the PBX tells it, by a header, who the other side is now.
        dialled: as of `client.doctor.dialplan.ask_dialled`; None also if it may not be asked.
        dials_codes: whether it can dial the codes.
        phones: where it is registered; a click rings the first alone.
        doubles: phones that ring in these groups, and this one, which have the number of another
            of them, and for which it leads elsewhere than for that one.
    """

    context: str
    groups: tuple[PickupGroup, ...]
    lonely: tuple[PickupGroup, ...] | None
    tells_caller: bool
    dialled: Mapping[str, frozenset[str]] | None
    dials_codes: bool | None
    phones: tuple[str, ...]
    doubles: tuple[str, ...] = ()


class Answer(Enum):
    """How the test call ended."""

    ANSWERED = "answered"
    RANG = "rang, and did not answer"
    NOT_REACHED = "not reached"
    REFUSED = "refused"
    UNHEARD = "unheard"


@dataclass(frozen=True, slots=True)
class OwnCall:
    """The test call; `seconds` from the order to ring to its end."""

    answer: Answer
    seconds: float


@dataclass(frozen=True, slots=True)
class Facts:
    """All of it.

    Attributes:
        certificate: None without encryption.
        clock_ahead_s: how far the PBX's clock is ahead of this computer's.
        actions: those that the account may run, each with the classes that allow it.
        way: how a pickup will go out.
        version: as Asterisk tells it, "22.10.1" or "certified-20.7-cert2".
        manager_version: of the manager's interface, "11.0.0"; every account is told.
        account: None also for one that is kept elsewhere.
        channelvars: as in manager.conf.
        disabled_events: those that it keeps from every account, as in manager.conf.
        sends_groups: whether an event came that told its phone's groups; None: no event came.
        endpoint: also None when there is no such endpoint, see `is_extension`.
        is_extension: whether the PBX has my endpoint.
        namesakes: where it has not, those that have my extension.
        is_of_chan_sip: where it has not, whether chan_sip has a phone of this name.
        pickupexten: Asterisk's own code, "*8" by default; "" when it has none.
        missing_modules: those without which no call is shown, or none is taken by a code.
        systemname: what stands before each channel's id; "" when nothing does.
        codes: the extensions in the codes' contexts; empty if there are no such contexts.
        steps: what they run.
        softphone_found: whether the softphone's program is there.
        own_call: None when it was not asked for.
        in_file: whether pjsip.conf has a section of my endpoint's name.
        groups_in_file: the groups to pick up from that it names there, which Asterisk may not heed.
    """

    settings: Settings
    encrypted: bool
    certificate: Certificate | None
    clock_ahead_s: float | None
    actions: Mapping[str, frozenset[str]]
    way: Way
    version: str | None
    manager_version: str
    account: Account | None
    channelvars: str | None
    disabled_events: str | None
    sends_groups: bool | None
    endpoint: Endpoint | None
    is_extension: bool | None
    pickupexten: str | None
    codes: frozenset[str] | None
    steps: frozenset[str]
    softphone_found: bool
    own_call: OwnCall | None
    namesakes: tuple[str, ...] = ()
    is_of_chan_sip: bool = False
    in_file: bool | None = None
    groups_in_file: str = ""
    systemname: str | None = ""
    missing_modules: tuple[str, ...] = ()

    @property
    def account_head(self) -> str:
        """The head of the account's section in manager.conf."""
        return section(self.settings.username)

    def in_my_endpoint(self, *lines: str) -> tuple[Fix, ...]:
        """These lines for my endpoint, wherever it is; its auth may be called the same."""
        if self.in_file is False:
            return (Fix("the database, wizard or web interface that has your phone", lines),)
        return in_pjsip(section(self.settings.effective_endpoint, "endpoint"), *lines)

    def may(self, action: str) -> bool:
        """Whether the account may run this action."""
        return action in self.actions

    @property
    def may_ask(self) -> bool:
        """Whether the account may ask what rings, and which groups are mine."""
        return self.actions.keys() >= ASKING

    @property
    def classes(self) -> frozenset[str]:
        """The classes of `write` that the account certainly has.

        No action needs `reporting` alone: it shows by what else would not be allowed.
        """
        sure = frozenset(
            word for needed in self.actions.values() if len(needed) == 1 for word in needed
        )
        shows = any("reporting" in one and one.isdisjoint(sure) for one in self.actions.values())
        return sure | {"reporting"} if shows else sure
