"""The window with hotkeys in a process of its own; told by lines what happens.

It says "refused NAMES" whenever the hotkeys are settled, "wanted" for each call that is wanted.
"hide", "ring", "keys PICK_UP SHOW_WINDOW" ("-": none): do so.
"""

import asyncio
import sys

from client.config.preferences import PreferenceStore
from client.qt.app import Desktop
from client.session import Outcome
from tests.integration.qt_program import run_program, running_desktop, until
from tests.integration.scripted_session import ME, ScriptedSession


async def _main() -> None:
    session, store = ScriptedSession(), PreferenceStore()
    async with running_desktop(session, store) as desktop:
        desktop.hotkeys.changed.connect(
            lambda: print("refused", *desktop.hotkeys.backend.refused)  # noqa: T201
        )
        desktop.hotkeys.show_wanted.connect(lambda: print("shown"))  # noqa: T201
        desktop.remote.told.connect(lambda *words: print("told", *words))  # noqa: T201
        desktop.bridge.pickup_began.connect(lambda _: print("wanted"))  # noqa: T201
        await until(lambda: desktop.bridge.session)
        session.go_live()
        print("up")  # noqa: T201
        await _obey(desktop, session, store)


async def _obey(desktop: Desktop, session: ScriptedSession, store: PreferenceStore) -> None:
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        match line.split():
            case ["hide"]:
                desktop.views.hide()
            case ["ring"]:
                session.ring()
                await until(lambda: desktop.window.pickup_button.call)
                print("rings")  # noqa: T201
            case ["notice"]:
                print("notice", desktop.window.notice_line.text)  # noqa: T201
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
