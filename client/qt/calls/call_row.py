"""Row: a call as a line of the list, while it rings and for a while after."""

from msgspec import Struct

from client.calls.call import Call
from client.qt.texts.translated import Text, text_of


class Row(Struct, eq=False):
    """One line of the table.

    Attributes:
        end: why the call rings no more; "" while it rings.
        until: when a call that rings no more may go.
    """

    call: Call
    key: tuple[float, int]
    end: Text = ""
    ended_at: float = 0.0
    until: float = 0.0
    seconds_shown: int = -1

    @property
    def rings(self) -> bool:
        """True while the call can be taken."""
        return not self.end

    @property
    def note(self) -> str:
        """Why it rings no more, e.g. "taken by 204 Desk 204"; "" while it rings."""
        return text_of(self.end)
