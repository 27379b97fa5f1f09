"""`cornetta watch`: what rings, live, as a table on a terminal that can show one, or as lines."""

import asyncio
import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from client import error_wording, report, wording
from client.calls.call import Added, Call, CallId, Change, End, Removed, Updated
from client.calls.events import EndReason
from client.calls.groups import PickupGroup
from client.command_result import print_stderr
from client.errors import LinkError
from client.plain_text import json_text
from client.session import LinkChanged, LinkState, LinkStatus, SessionEvent, Watched

if TYPE_CHECKING:
    from rich.console import Console
    from rich.constrain import Constrain
    from rich.live import Live


class Watch:
    """Prints what rings until stopped or refused: a table on a terminal, unless `as_lines`."""

    def __init__(
        self,
        session: Watched,
        group: PickupGroup | None,
        *,
        as_json: bool,
        as_lines: bool = False,
    ) -> None:
        self._session = session
        self._group = group
        self._as_json = as_json
        self._as_lines = as_json or as_lines
        self._shown: dict[CallId, Call] = {}
        self._last_ended: CallId | None = None
        self._end: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._link = session.link.state
        self._met: type[LinkError] | None = None
        self._told: type[LinkError] | None = None
        self._table: Live | None = None

    def stop(self, error: BaseException | None = None) -> None:
        """End: well, or with an error that `run` then raises."""
        if self._end.done():
            return
        if error is None:
            self._end.set_result(None)
        else:
            self._end.set_exception(error)

    async def run(self) -> None:
        """Print until `stop`.

        Raises:
            ClientError: the PBX lets us in no more, or `stop` was told so.
            OSError: what we print cannot be written, or nobody reads it.
        """
        if not self._as_lines and sys.stdout and sys.stdout.isatty():
            from rich import get_console  # noqa: PLC0415 - slow to import
            from rich.live import Live  # noqa: PLC0415

            console = get_console()
            if not console.is_dumb_terminal:  # it would show nothing until the end
                shown = partial(self._render, console)
                self._table = Live(get_renderable=shown, refresh_per_second=2)
        unsubscribe = self._session.subscribe(self._changed)
        try:
            if self._table:
                self._table.start()
            elif not self._session.groups:
                print_stderr(report.no_group(self._session))
            self._changed([Added(call) for call in reversed(self._session.calls())])
            await self._end
        finally:
            unsubscribe()
            if self._table:
                self._table.stop()

    def _changed(self, events: Sequence[SessionEvent]) -> None:
        try:
            for event in events:
                if isinstance(event, LinkChanged):
                    self._link_changed(event)
                elif isinstance(event, Added | Updated | Removed):
                    self._print(self._within_group(event))
            if self._table:  # once: to draw it takes longer than to hear of a call
                self._table.refresh()
                if not sys.stdout.isatty():  # its terminal has gone, of which rich says nothing
                    self.stop()
        except OSError as error:  # a full disk would stay full
            self.stop(error)

    def _link_changed(self, event: LinkChanged) -> None:
        status, before = event.status, self._link
        self._link = status.state
        if status.state is LinkState.REFUSED and status.error:
            self.stop(status.error)
        elif status.state is LinkState.STALE and status.error:
            self._problem_met(status, status.error, first=status.state is not before)
        elif status.state is LinkState.LIVE and status.state is not before:
            print_stderr("The link is back.")
            if status.complete_since is not None:
                print_stderr(str(wording.incomplete(status.complete_since)))

    def _problem_met(self, status: LinkStatus, error: LinkError, *, first: bool) -> None:
        """Say it once; and, when it is met again, what has nothing to do with the network."""
        kind, lasts = type(error), status.lasting_error is not None
        if first or (lasts and kind is self._met and kind is not self._told):
            self._told = kind
            print_stderr(f"{error_wording.error(error)} Trying again; the list may be out of date.")
        self._met = kind

    def _within_group(self, change: Change) -> Change | None:
        """The change as seen in the chosen group alone."""
        call, before = change.call, self._shown.pop(change.call.id, None)
        if isinstance(change, Removed):
            if before:
                self._last_ended = call.id
            # Told twice: somebody else has it after all.
            return change if call.id == self._last_ended else None
        if call.id == self._last_ended:
            self._last_ended = None
        if not call.within(self._group.id if self._group else None):
            # Its other phones are cancelled later, and that end says nothing here.
            taken = change.taken if isinstance(change, Updated) else None
            return Removed(before, *(taken or End(EndReason.ENDED))) if before else None
        self._shown[call.id] = call
        return Updated(call) if before else Added(call)

    def _print(self, change: Change | None) -> None:
        if change is None or self._table:
            return
        now = self._session.now()
        if self._as_json:
            print(json_text(report.change_json(change, now)), flush=True)
        else:
            print(report.change_line(change, self._session.groups, now), flush=True)

    def _render(self, console: "Console") -> "Constrain | str":
        from rich.constrain import Constrain  # noqa: PLC0415 - slow to import

        if not self._shown:
            return report.nothing_rings(self._session)
        now = self._session.now()
        calls = sorted(self._shown.values(), key=lambda call: call.rank, reverse=True)
        fit = calls[: console.height]
        table = report.calls_table(fit, self._session.groups, now)
        # A terminal shows Ctrl-C as ^C. Where that began a new line, `rich` would go up too little.
        return Constrain(table, console.width - len("^C"))
