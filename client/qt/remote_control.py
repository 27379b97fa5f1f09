"""What is asked while no view may be seen: by a hotkey, in the tray, by another `cornetta`."""

import os
from typing import final

from PySide6.QtCore import QObject, Signal

from client import report
from client.calls.choice import Target, ThisCall, target_of
from client.qt.bridge import Bridge
from client.qt.profile import Profile
from client.qt.texts.error_text import sentence_text
from client.qt.window.views import Views
from client.running import Claim, Json
from client.session import Outcome, PickupResult
from client.tasks import TaskOwner
from client.wording import outcome

_TOKEN = "XDG_ACTIVATION_TOKEN"  # noqa: S105 - no secret: what a desktop gives to what it starts


@final
class RemoteControl(QObject):
    """Takes calls and tells how it ended, as the window may be hidden.

    Args:
        claim: of which settings this window is.

    Signals:
        told(str, str): a headline and a sentence, for who does not look at the window.
    """

    told = Signal(str, str)

    def __init__(
        self, views: Views, bridge: Bridge, profile: Profile, claim: Claim, tasks: TaskOwner
    ) -> None:
        super().__init__(views)
        self._views = views
        self._bridge = bridge
        self._profile = profile
        self._claim = claim
        self._tasks = tasks
        self._said: PickupResult | None = None

    def show(self, token: str) -> None:
        """Bring the window to the front.

        Args:
            token: the desktop's word that the user wants it, without which it may not let a window
                have the keyboard; "" for none.
        """
        if token:
            os.environ[_TOKEN] = token  # on Wayland Qt looks for it there
        try:
            self._views.show()
        finally:
            os.environ.pop(_TOKEN, None)

    def take_named(self) -> None:
        """Take the call that the large button names."""
        call = self._views.window.pickup_button.call
        if call is not None:
            self._tasks.start(self.pick_up(ThisCall(call.id)), name="pickup by hotkey")
        elif self._bridge.live:
            self.told.emit(self.tr("No call taken"), self.tr("Nothing rings now."))
        else:
            self._tell_no_link()

    def take_clicked(self, target: Target) -> None:
        """Take a call that was clicked in the tray."""
        self._tasks.start(self.pick_up(target, named=False), name="pickup in the tray")

    async def reply_to(self, question: Json) -> Json:
        """Do as another process asks; see `client.running`."""
        given, want = question.get("given"), question.get("want")
        if not isinstance(given, dict) or question.get("who") != self._claim.who:
            return {"declined": "another window's question"}
        if want == "show" and (given == self._claim.given or self._profile.is_same(given)):
            token = str(question.get("token") or "")
            self.show(token if token.isprintable() else "")  # else no variable can hold it
            return {"shown": True}
        session = self._bridge.session
        if want != "pickup" or session is None or not self._profile.is_same(given):
            return {"declined": "other settings"}
        if not self._bridge.live:
            return {"declined": "no link"}
        result = await self.pick_up(target_of(question.get("target"), session.pbx))
        ended = report.link_lost() if result is None else report.command_result(result, session)
        return {"told": list(ended)}

    async def pick_up(self, target: Target, *, named: bool = True) -> PickupResult | None:
        """Take a call, and tell how it ended; None without a link, which is told.

        Args:
            target: what to take.
            named: see `Bridge.pick_up`.
        """
        running = self._bridge.pick_up(target, named=named)
        if running is None:
            self._tell_no_link()
            return None
        result = await running
        if result is not self._said:
            self._said = result
            self._tell(result)
        return result

    def _tell_no_link(self) -> None:
        self.told.emit(self.tr("No call taken"), self.tr("There is no link to the PBX."))

    def _tell(self, result: PickupResult) -> None:
        if self._views.current.isActiveWindow():
            return  # its last line says it
        taken = result.outcome is Outcome.PICKED_UP
        headline = self.tr("You have the call") if taken else self.tr("No call taken")
        self.told.emit(headline, sentence_text(outcome(result)))
