"""The one place that knows which kinds of session there are."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from client.ami_session import AmiSession
from client.config.credentials import Secret
from client.config.settings import Settings
from client.session import Session
from client.tasks import TaskOwner

if TYPE_CHECKING:
    from client.recording.recorder import Recorder


def new_session(settings: Settings, secret: Secret, recorder: "Recorder | None") -> Session:
    """A session for these settings; nothing is connected until its `run` is started."""
    session = AmiSession(settings, secret, recorder)
    if recorder is not None:
        recorder.follow(session, settings.effective_endpoint)
    return session


@asynccontextmanager
async def live_session(
    settings: Settings, secret: Secret, recorder: "Recorder | None" = None
) -> AsyncIterator[Session]:
    """A session that is live, closed at the end. Raises as `Session.ready`."""
    session, tasks = new_session(settings, secret, recorder), TaskOwner()
    tasks.start(session.run(), name="session")
    try:
        await session.ready()
        yield session
    finally:
        await tasks.aclose()
