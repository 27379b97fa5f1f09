"""The window with hotkeys in a process of its own; told by lines what happens.

It says "refused NAMES" whenever the hotkeys are settled, "wanted" for each call that is wanted.
"hide", "ring", "keys PICK_UP SHOW_WINDOW" ("-": none): do so.
"""

import asyncio
import sys

from client.config.preferences import PreferenceStore
from client.qt.app import App
from client.session import Outcome
from tests.integration.qt_program import run_program, running_app, until
from tests.integration.scripted_session import ME, ScriptedSession


async def _main() -> None:
    session, store = ScriptedSession(), PreferenceStore()
    async with running_app(session, store) as app:
        app.hotkeys.changed.connect(
            lambda: print("refused", *app.hotkeys.backend.refused)  # noqa: T201
        )
        app.hotkeys.show_wanted.connect(lambda: print("shown"))  # noqa: T201
        app.remote.told.connect(lambda *words: print("told", *words))  # noqa: T201
        app.bridge.pickup_began.connect(lambda: print("wanted"))  # noqa: T201
        await until(lambda: app.bridge.session)
        session.go_live()
        print("up")  # noqa: T201
        await _obey(app, session, store)


async def _obey(app: App, session: ScriptedSession, store: PreferenceStore) -> None:
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        match line.split():
            case ["hide"]:
                app.views.hide()
            case ["ring"]:
                session.ring()
                await until(lambda: app.window.pickup_button.call)
                print("rings")  # noqa: T201
            case ["notice"]:
                print("notice", app.window.notice_line.text)  # noqa: T201
            case ["end"]:
                [call] = session.ringing.values()
                session.end(call)
                session.finish(Outcome.PICKED_UP, call, ME)
            case ["keys", pick_up, show_window]:
                store.change("hotkeys", "on", to=False)
                store.change("hotkeys", "pick_up", to=pick_up.strip("-"))
                store.change("hotkeys", "show_window", to=show_window.strip("-"))
                store.change("hotkeys", "on", to=True)
            case _:
                raise ValueError(line)


if __name__ == "__main__":
    run_program(_main())
