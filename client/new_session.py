"""The one place that knows which kinds of session there are."""

from client.ami_session import AmiSession
from client.credentials import Secret
from client.session import Session
from client.settings import Settings


def new_session(settings: Settings, secret: Secret) -> Session:
    """A session for these settings; nothing is connected until its `run` is started."""
    return AmiSession(settings, secret)
