"""Pbx: the verbs with which a script or a test makes calls happen.

Each verb takes effect at once and emits its events before it returns.
"""

import re
from dataclasses import replace

from client.simulator.channel import Channel, Party, State
from client.simulator.dialing import Leg
from client.simulator.dialplan import Exchange, Run
from client.simulator.office import TRUNK, Office, demo_office
from client.simulator.pickup import Originated, OriginateRequest, take
from client.simulator.pjsip_conf import PjsipConf
from client.simulator.switch import CHANNELVARS, Switch


class NotRingingError(LookupError):
    """The verb needs a phone that rings, and it does not."""


class SimCall:
    """One caller from outside."""

    def __init__(self, pbx: "Pbx", run: Run) -> None:
        self._pbx = pbx
        self._run = run
        self.channel: Channel = run.channel

    @property
    def linkedid(self) -> str:
        """What all channels of this call share."""
        return self.channel.uniqueid

    @property
    def is_over(self) -> bool:
        """True when the caller's channel is gone."""
        return self.channel.uniqueid not in self._pbx.switch.channels

    @property
    def is_ringing(self) -> bool:
        """True while any phone is called for it."""
        return bool(self.legs)

    @property
    def legs(self) -> list[Leg]:
        """The phones that are called for it now, also those behind Local channels."""
        return [
            leg
            for leg in self._pbx.exchange.legs.values()
            if leg.below is None and leg.channel.linkedid == self.linkedid
        ]

    def leg(self, endpoint: str = "") -> Leg:
        """The phone that rings at a desk, or the first that rings at all.

        Raises:
            NotRingingError: it does not.
        """
        for leg in self.legs:
            if endpoint in ("", leg.channel.device.partition("/")[2]):
                return leg
        raise NotRingingError(endpoint or self.linkedid)

    def give_up(self) -> None:
        """The caller hangs up, while it rings or while they talk."""
        if self.channel.bridge is not None:
            self._pbx.switch.request_hangup(self.channel)
            self._pbx.exchange.end_talk(self.channel)
        elif not self.is_over:
            self._run.give_up()

    def answer(self, endpoint: str = "") -> None:
        """A desk lifts the handset."""
        leg = self.leg(endpoint)
        self._pbx.switch.set_state(leg.channel, State.UP)
        leg.dialing.answered(leg)

    def reject(self, endpoint: str = "") -> None:
        """A desk refuses the call (SIP 486)."""
        leg = self.leg(endpoint)
        self._pbx.switch.request_hangup(leg.channel)
        leg.dialing.rejected(leg)

    def forward(self, exten: str, endpoint: str = "") -> None:
        """A desk's phone sends the call on (SIP 302)."""
        leg = self.leg(endpoint)
        leg.dialing.forwarded(leg, exten)

    def pick_up_by(self, endpoint: str, leg: Leg | None = None) -> None:
        """A desk takes the call from its handset, by dialling *8."""
        picker = self._pbx.switch.new_channel(f"PJSIP/{endpoint}", exten="*8", state=State.RING)
        take(self._pbx.exchange, leg or self.leg(), picker)

    def set_caller(self, name: str) -> None:
        """The caller's name becomes known, or another."""
        for leg in self.legs:
            party = replace(leg.channel.connected, name=name)
            self._pbx.switch.set_connected(leg.channel, party)


class Pbx:
    """One simulated PBX. Make it inside a running event loop.

    Args:
        auto_answer_s: after how long a phone answers a call that an Originate makes; None for
            phones that do not. `auto_answers` holds exceptions by endpoint.
        channelvars: what `channelvars` of manager.conf names; empty for a PBX without.

    Attributes:
        originates: every Originate so far.
        pjsip_conf: the file, which counts from the next `reload` on.
    """

    def __init__(
        self,
        office: Office | None = None,
        *,
        auto_answer_s: float | None = 0.0,
        channelvars: tuple[str, ...] = CHANNELVARS,
    ) -> None:
        office = office or demo_office()
        office = replace(office, desks=(*office.desks, TRUNK))
        self.switch = Switch(office, channelvars=channelvars)
        self.exchange = Exchange(self.switch)
        self.database = dict(self.office.database)
        self.pjsip_conf = PjsipConf(self.office)
        self.auto_answer_s = auto_answer_s
        self.auto_answers: dict[str, float | None] = {}
        self.originates: list[Originated] = []

    @property
    def office(self) -> Office:
        """How it is set up now."""
        return self.switch.office

    def reload(self) -> None:
        """Read `pjsip.conf` again. What rings already keeps its groups."""
        desks = self.pjsip_conf.desks(self.office.desks)
        self.switch.office = replace(self.office, desks=desks)

    def close(self) -> None:
        """Stop all timers; calls stay as they are."""
        self.switch.close()

    def call(self, exten: str, name: str = "", number: str = "") -> SimCall:
        """Somebody from outside calls an extension.

        Asterisk keeps the backslashes with which SIP quotes a name, so they are put in here.
        """
        name = re.sub(r'(["\\])', r"\\\1", name)
        channel = self.switch.new_channel(
            f"PJSIP/{TRUNK.endpoint}",
            exten=exten,
            caller=Party(number, name),
            state=State.RING,
        )
        run = self.exchange.run(channel)
        call = SimCall(self, run)
        run.start()
        return call

    def originate(self, request: OriginateRequest) -> Originated:
        """Ring a phone for an AMI user, and connect it when it answers."""
        endpoint = request.device.partition("/")[2]
        delay_s = self.auto_answers.get(endpoint, self.auto_answer_s)
        originated = Originated(self.exchange, request, auto_answer_s=delay_s)
        self.originates.append(originated)
        return originated

    def hang_up(self, channel: Channel) -> None:
        """End a phone that an AMI user rings, or has rung, as AMI's Hangup does."""
        if originated := next((one for one in self.originates if one.channel is channel), None):
            originated.cancel()
        else:
            self.switch.hang_up(channel)
