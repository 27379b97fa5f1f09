"""The one place that knows which kinds of session there are."""

from typing import TYPE_CHECKING

from client.ami_session import AmiSession
from client.config.credentials import Secret
from client.config.settings import Settings
from client.session import Session

if TYPE_CHECKING:
    from client.recording.recorder import Recorder


def new_session(settings: Settings, secret: Secret, recorder: "Recorder | None" = None) -> Session:
    """A session for these settings; nothing is connected until its `run` is started."""
    session = AmiSession(settings, secret, recorder)
    if recorder is not None:
        recorder.follow(session, settings.effective_endpoint)
    return session
