"""The session at the demo PBX."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import final

from client.config.credentials import Secret
from client.config.settings import Settings
from client.demo import demo_pbx
from client.errors import ConnectionLost
from client.new_session import new_session
from client.qt.profile import Administrator, Form, Missing
from client.recording.recorder import Recorder
from client.sentence import Words, untranslated
from client.session import Session


@final
class DemoProfile:
    """A small office that rings all by itself, in this process, over real TCP.

    Args:
        seed: the same calls each time; None = others.
    """

    demo = True

    def __init__(self, seed: int | None = None) -> None:
        self._seed = seed
        self._stack = AsyncExitStack()
        self._admin: Administrator | None = None
        self._settings = Settings()

    async def open(self, recorder: Recorder) -> Session | Missing:
        """See Profile."""
        access = await self._stack.enter_async_context(demo_pbx(self._seed))
        self._admin = Administrator(*access.admin)
        self._settings = access.settings
        return new_session(access.settings, access.secret, recorder)

    def is_same(self, given: Mapping[str, object]) -> bool:
        """See Profile."""
        del given  # there is one demo
        return True

    def form(self) -> Form:
        """See Profile."""
        return Form(self._settings)

    async def check(self, settings: Settings, secret: Secret) -> None:
        """See Profile."""

    def save(self, settings: Settings, secret: Secret) -> None:
        """See Profile."""

    async def keep(self, secret: Secret) -> Words:
        """See Profile."""
        del secret
        return ""

    async def administrator(self, *, limited: bool = True) -> Administrator:
        """See Profile."""
        del limited
        if self._admin is None:
            raise ConnectionLost(untranslated("the demo has not begun"))
        return self._admin

    def save_administrator(self, admin: Administrator) -> None:
        """See Profile."""

    async def keep_administrator(self, admin: Administrator) -> Words:
        """See Profile."""
        del admin
        return ""

    async def aclose(self) -> None:
        """See Profile."""
        await self._stack.aclose()
