"""The window in a process of its own, on a scripted session; told by lines what happens.

"ring NAME" lets a call ring that alerts at once. It says "shown X Y": where the pop-up's last
button is, or would be; "wanted NAME": the call that is to be taken. "end NAME" lets its caller give
up; then it says "rows": the callers that the pop-up shows, those that are gone among them.
"""

import asyncio
import sys

from client.calls.call import Call, CallId
from client.qt.alerts.popup import Popup
from client.qt.app import App
from client.qt.calls.settling import SETTLE_MS
from tests.integration.qt_program import run_program, running_app, until
from tests.integration.scripted_session import ScriptedSession


async def _until_said(app: App, session: ScriptedSession) -> None:
    loop, popup = asyncio.get_running_loop(), app.alerting.popup
    calls = dict[str, Call]()

    def tell() -> None:
        picked = app.bridge.picked
        assert picked
        print("wanted", *(name for name, call in calls.items() if call.id == picked.id))  # noqa: T201

    app.bridge.pickup_began.connect(tell)
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        match line.split():
            case "ring", name:
                calls[name] = session.ring(name, age=10)
                await until(lambda: popup.calls[-1:] == [calls[name].id] and _settled(popup))
                button = popup.rows[-1].pick_up
                at = button.mapToGlobal(button.rect().center())
                print("shown", at.x(), at.y())  # noqa: T201
            case "end", name:
                session.end(calls[name])
                await until(lambda: calls[name].id not in _ringing(popup))
                print("rows", *(row.call.caller.name for row in popup.rows))  # noqa: T201


def _ringing(popup: Popup) -> list[CallId]:
    return [row.call.id for row in popup.rows if row.rings]


def _settled(popup: Popup) -> bool:
    return popup.isHidden() or all(row._placed.elapsed() > SETTLE_MS for row in popup.rows)


async def _main() -> None:
    session = ScriptedSession()
    async with running_app(session) as app:
        await until(lambda: app.bridge.session and app.window.isActiveWindow())
        session.go_live()
        app.views.hide()  # who is at the list gets no pop-up
        print("up")  # noqa: T201
        await _until_said(app, session)


if __name__ == "__main__":
    run_program(_main())
