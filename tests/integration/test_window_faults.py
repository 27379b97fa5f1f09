"""The window when its own thread is held up while a storm of calls goes on."""

import time

import pytest

from client.calls.call import CallId
from client.config.credentials import Secret
from client.config.settings import Settings
from client.session import LinkState, Session
from tests.desk import running
from tests.integration.conftest import KeptProfile, OpenApp, Storm
from tests.integration.until import until

ACCOUNT = "agent"
HELD_S = 5.0


async def test_a_thread_that_was_held_up_shows_the_truth_again(
    storm: Storm, open_app: OpenApp, kept_profile: KeptProfile
) -> None:
    """What came meanwhile is read as old: the list is asked for anew, and no age is wrong."""
    port, blow = storm
    blow()
    settings = Settings(host="127.0.0.1", port=port, username=ACCOUNT, extension="204")
    app = open_app(kept_profile(port, pbx="127.0.0.1"))
    await until(lambda: app.model.count() > 100)
    session = app.bridge.session
    assert session is not None
    states: list[LinkState] = []
    app.bridge.link_changed.connect(lambda: states.append(session.link.state))

    time.sleep(HELD_S)  # noqa: ASYNC251 - this is the fault

    await until(lambda: LinkState.STALE in states and session.link.state is LinkState.LIVE)
    async with running(settings, Secret(ACCOUNT)) as fresh:
        await until(lambda: ids(fresh.session) == ids(session))
        told = {call.id: call.since for call in fresh.calls}
        for call in session.calls():
            assert call.since <= session.now()
            assert call.since == pytest.approx(told[call.id], abs=1.5)


def ids(session: Session) -> set[CallId]:
    return {call.id for call in session.calls()}
