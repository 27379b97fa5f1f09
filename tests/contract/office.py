"""What a contract test may do in an office, be its PBX real or simulated."""

from typing import Literal, Protocol

import pytest

from client.calls.events import Party
from client.config.credentials import Secret
from client.config.settings import Settings

ON_EVERY_RELEASE = pytest.mark.parametrize(
    "office",
    [
        "simulator",
        pytest.param("asterisk 16", marks=pytest.mark.asterisk),
        pytest.param("asterisk 22", marks=pytest.mark.asterisk),
    ],
    indirect=True,
)
"""The mark of tests that run on the simulator and on the releases of Asterisk that differ most."""

RingsWith = Literal["180", "183", "183 and media"]
"""What a phone sends first."""


class Caller(Protocol):
    """Somebody who calls."""

    async def give_up(self) -> None:
        """Hang up before anybody answers."""

    async def hang_up(self) -> None:
        """End the call that was answered."""

    async def talks_with(self, extension: str) -> None:
        """Wait until this caller and the phone at `extension`, and they alone, are bridged."""

    async def sees(self, party: Party) -> None:
        """Wait until this caller's display shows `party`."""


class Office(Protocol):
    """A PBX with desks 101 to 104 and 105, agents 201, 204, 205 and 206.

    101, 102, 103 and 204 are in the call group 501 Support, 103 and 104 in 502 Sales, 105 in
    the numeric group 3. 204 may pick up from 501 and 502, 201 from 501, 205 from numeric 3, 206
    from none. The endpoint desk-106 is in 501 and has no extension of its own; 401, in 503, is
    one that the PBX does not keep in pjsip.conf.
    600 rings 101, 102 and 103; 604 rings 101 and 104; 610 and 612 ring 101 and 102 through Local
    channels; 700 is the queue "support" with 101 and 103; 620 rings 101 for 2 s, then 102;
    800 rings 101 for 3 s. Phones that are not switched on do not reply.
    """

    def settings(self, extension: str = "204", *, account: str = "agent") -> Settings:
        """How to reach this PBX."""

    def secret(self, account: str = "agent") -> Secret:
        """The account's secret."""

    async def switch_on(self, *extensions: str, rings_with: RingsWith = "180") -> None:
        """Switch phones on; `rings_with` "183" makes them send that only, bare or with media."""

    async def switch_on_without_auto_answer(self, extension: str) -> None:
        """Switch on a phone that rings on when asked to answer by itself."""

    async def call(
        self, exten: str, *, name: str = "", number: str = "", from_desk: str = ""
    ) -> Caller:
        """Somebody calls from outside, or from a desk."""

    async def answer(self, extension: str) -> None:
        """The newest call ringing at this phone is answered there."""

    async def reject(self, extension: str) -> None:
        """The newest call ringing at this phone is rejected there."""

    async def forward(self, extension: str, to: str) -> None:
        """The phone sends its newest call on to another extension."""

    async def pick_up_from_handset(self, extension: str, of: str) -> None:
        """A person at `extension` takes the call that rings at `of`, by dialling."""

    async def dial_code(self, extension: str, code: str, of: str) -> None:
        """A person at `extension` dials a pickup code, which takes the call that rings at `of`."""

    async def name_caller(self, extension: str, name: str, number: str) -> None:
        """The PBX learns late who calls the phone at `extension`."""

    async def rang_with(self, extension: str) -> Party:
        """Wait for the newest call at this phone; return whom its display showed first."""

    async def not_ringing(self, extension: str) -> None:
        """Wait until nothing rings at this phone."""
