"""Which account is used to administer: the administrator's own, else the agent's if it may.

They are kept apart, in the settings and in the keyring. Whoever has to be asked is asked last.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol

from msgspec.structs import replace

from client.admin.store import Store, open_store
from client.config.credentials import (
    ADMIN_VARIABLE,
    VARIABLE,
    Secret,
    Secrets,
    find_secret,
    secret_not_known,
)
from client.config.settings import Settings, require, save
from client.errors import NotAdministrator


class Terminal(Protocol):
    """Somebody who can be asked."""

    def ask(self, question: str) -> str:
        """The answer, without space around it."""

    def ask_secret(self, question: str) -> Secret:
        """The answer, which nobody sees."""

    def say(self, sentence: str) -> None:
        """Tell it, beside what the command prints."""


class Access:
    """The ways to one PBX.

    Args:
        path: the settings' file, for a name that is to be kept.
        terminal: None where nobody can be asked.
    """

    def __init__(
        self,
        settings: Settings,
        environ: Mapping[str, str],
        path: Path,
        secrets: Secrets,
        terminal: Terminal | None,
    ) -> None:
        self._settings = settings
        self._environ = environ
        self._path = path
        self._secrets = secrets
        self._terminal = terminal

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Store]:
        """Log in to look: as the agent where the administrator's secret would have to be asked.

        Raises:
            LinkError: the PBX cannot be reached or refuses the login.
            SettingsError: no account or no secret is known.
        """
        settings, secret = self._settings, None
        if settings.admin_username:
            secret = await self._known(settings.as_admin())
            if secret is not None or not settings.username:
                settings = settings.as_admin()
        require(settings, "host", "username")
        async with open_store(settings, secret or await self._secret(settings)) as store:
            yield store

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Store]:
        """Log in to change something.

        Raises:
            NotAdministrator: the account may not, and nobody can be asked for another.
            LinkError, SettingsError: as `reading`.
        """
        settings, terminal = self._settings, self._terminal
        require(settings, "host")
        if settings.admin_username:
            settings = settings.as_admin()
        secret = await self._known(settings) if settings.username else None
        # An agent whose secret would have to be asked may as well tell the administrator's.
        if secret is None and settings.username and (settings.admin_username or terminal is None):
            secret = self._ask(settings)
        if secret is not None:
            async with open_store(settings, secret) as store:
                if not (lacks := await store.lacks()):
                    yield store
                    return
            if settings.admin_username or terminal is None:
                raise NotAdministrator(settings.username, lacks)
            terminal.say(f"The account {settings.username} may not change pickup groups.")
        if terminal is None:
            require(settings, "admin_username")
        else:
            async with self._asked(terminal) as store:
                yield store

    @asynccontextmanager
    async def _asked(self, terminal: Terminal) -> AsyncIterator[Store]:
        """Log in with an account that somebody tells; offer to keep it."""
        username = terminal.ask(f"Administrator's account at {self._settings.host}: ")
        settings = replace(self._settings, admin_username=username).as_admin()
        require(settings, "admin_username")
        secret = await self._secret(settings)
        async with open_store(settings, secret) as store:
            if lacks := await store.lacks():
                raise NotAdministrator(username, lacks)
            await self._offer_to_keep(terminal, settings, secret)
            yield store

    async def _offer_to_keep(self, terminal: Terminal, settings: Settings, secret: Secret) -> None:
        if terminal.ask("Keep it, the secret in the system keyring? [y/N] ").lower() != "y":
            return
        if await self._secrets.keep(settings.account, secret):
            save({"admin_username": settings.username}, self._path)
        else:
            terminal.say(f"The secret could not be kept: {self._secrets.reason}.")

    async def _secret(self, settings: Settings) -> Secret:
        return await self._known(settings) or self._ask(settings)

    async def _known(self, settings: Settings) -> Secret | None:
        """The secret of an account, if nobody has to be asked for it."""
        variables = [ADMIN_VARIABLE] if settings.username == settings.admin_username else []
        variables += [VARIABLE] if settings.username == self._settings.username else []
        return await find_secret(settings.account, self._environ, self._secrets, *variables)

    def _ask(self, settings: Settings) -> Secret:
        if self._terminal is not None:
            return self._terminal.ask_secret(f"Secret of {settings.username} at {settings.host}: ")
        name = ADMIN_VARIABLE if settings.username == settings.admin_username else VARIABLE
        raise secret_not_known(name, self._secrets)
