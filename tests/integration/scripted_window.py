"""The real window on a scripted session, in a process of its own; obeys its input.

    python -m tests.integration.scripted_window

A line of input is a command: `ring [name [number [seconds ago]]]`, `ring_both NAME NUMBER NAME
NUMBER` (at once), `end` (the latest call), `lost`, `back`, `hide` (the window), `taken` (the
pickup is done), `next` (window), `leave`.
Each is answered with a line: `done`, or the window's name, or `no more`. What the user wants is
printed as `wanted NUMBER`, or `wanted at EXTENSION`.
"""

import asyncio
import shlex
import sys
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from client.calls.choice import CallAtExtension, Target, ThisCall
from client.qt.app import App
from client.session import LinkState, Outcome, PickupResult
from tests.integration.every_window import Opened, every_window
from tests.integration.qt_program import run_program, running_app, until
from tests.integration.scripted_session import ME, ScriptedSession

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from client.calls.call import Call


class TellingSession(ScriptedSession):
    """Prints what the user wants."""

    async def pickup(self, target: Target) -> PickupResult:
        if isinstance(target, ThisCall):
            say(f"wanted {self.ringing[target.id].caller.number}")
        elif isinstance(target, CallAtExtension):
            say(f"wanted at {target.extension}")
        return await super().pickup(target)


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


class Obeying:
    """Does what the input says."""

    def __init__(self, app: App, session: ScriptedSession) -> None:
        self.app, self.session = app, session
        self.calls: list[Call] = []
        self.windows: AsyncIterator[Opened] = every_window(app, session, app.views._window_state)

    async def obey(self, command: str, *words: str) -> str:
        match command:
            case "ring":
                name, number, age = [*words, *("First Caller", "0455551234", "0")[len(words) :]]
                self.calls.append(self.session.ring(name, number, age=float(age)))
            case "ring_both":
                self.calls += [self.session.ring(*words[:2]), self.session.ring(*words[2:])]
            case "end":
                self.session.end(self.calls.pop())
            case "lost":
                self.session.go(LinkState.STALE, self.session.now())
            case "back":
                self.session.go_live()
            case "taken":
                self.session.finish(Outcome.PICKED_UP, self.calls[-1], ME)
            case "hide":
                self.app.window.hide()
            case "next":
                opened = await anext(self.windows, None)
                return opened[0] if opened else "no more"
        return "done"


async def main() -> None:
    loop = asyncio.get_running_loop()
    QApplication.setDoubleClickInterval(0)
    session = TellingSession()
    async with running_app(session) as app:
        await until(lambda: app.bridge.session)
        session.go_live()
        obeying = Obeying(app, session)
        say("ready")
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            say(await obeying.obey(*shlex.split(line)))


if __name__ == "__main__":
    run_program(main())
