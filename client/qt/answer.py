"""What is asked of the window from outside: by a hotkey, or by another start of `cornetta`."""

import asyncio
from collections.abc import Mapping
from typing import final

from PySide6.QtCore import QObject, Signal

from client import report
from client.calls.call import CallId
from client.calls.choice import AnyCall, CallAtExtension, CallOfGroup, Target, ThisCall
from client.qt.activation import activation
from client.qt.bridge import Bridge
from client.qt.error_text import sentence_text
from client.qt.profile import Profile
from client.qt.views import Views
from client.running import Json
from client.session import LinkState, Outcome, PickupResult
from client.wording import outcome


@final
class Answer(QObject):
    """Takes calls and tells how it ended, as the window may be hidden.

    Args:
        given: the settings that command line and environment set for this window.

    Signals:
        told(str, str): a headline and a sentence, for who does not look at the window.
    """

    told = Signal(str, str)

    def __init__(
        self, views: Views, bridge: Bridge, profile: Profile, given: Mapping[str, object]
    ) -> None:
        super().__init__(views)
        self._views = views
        self._bridge = bridge
        self._profile = profile
        self._given = dict(given)

    async def answer(self, question: Json) -> Json:
        """Do as another process asks; see `client.running`."""
        given, want = question.get("given"), question.get("want")
        if not isinstance(given, dict):
            return {"declined": "no question"}
        if want == "show" and (given == self._given or self._profile.is_same(given)):
            with activation(str(question.get("token") or "")):
                self._views.show()
            return {"shown": True}
        session = self._bridge.session
        if want != "pickup" or session is None or not self._profile.is_same(given):
            return {"declined": "other settings"}
        if session.link.state is not LinkState.LIVE:
            return {"declined": "no link"}
        result = await self.pick_up(_target(session.pbx, _texts(question.get("target"))))
        ended = report.link_lost(0.0) if result is None else report.told(result, session)
        return {"told": list(ended)}

    async def pick_up(self, target: Target) -> PickupResult | None:
        """Take a call, and tell how it ended; None when it failed, which has been reported."""
        running = self._bridge.pick_up(target, named=True)
        if running is None:
            self.told.emit(self.tr("No call taken"), self.tr("There is no link to the PBX."))
            return None
        # Whoever asked may go; the call is taken all the same.
        result = await asyncio.shield(running)
        if result is not None:
            self._tell(result)
        return result

    def _tell(self, result: PickupResult) -> None:
        if self._views.current.isActiveWindow():
            return  # its last line says it
        taken = result.outcome is Outcome.PICKED_UP
        headline = self.tr("You have the call") if taken else self.tr("No call taken")
        self.told.emit(headline, sentence_text(outcome(result)))


def _texts(value: object) -> dict[str, str]:
    """A table of texts; whatever else is in it is passed over."""
    if not isinstance(value, dict):
        return {}
    return {key: text for key, text in value.items() if isinstance(text, str)}


def _target(pbx: str, wanted: Mapping[str, str]) -> Target:
    match wanted:
        case {"group": number}:
            return CallOfGroup(number)
        case {"exten": number}:
            return CallAtExtension(number)
        case {"call": call_id}:
            return ThisCall(CallId(pbx, call_id))
        case _:
            return AnyCall()
