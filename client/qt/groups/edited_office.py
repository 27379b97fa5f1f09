"""The working copy: what the administrator wants, beside what the PBX has."""

from collections.abc import Callable, Sequence
from itertools import islice
from typing import Final, final

from PySide6.QtCore import QObject, Signal

from client.admin.office import Endpoint, Office, by_extension, free_numbers

OFFERED: Final = 500
"""So many free numbers are offered; any other can be typed."""


@final
class EditedOffice(QObject):
    """One office being edited.

    Attributes:
        base: what the PBX has, as it was read.
        office: what is wanted.
        read_only: nothing can be changed: the account may only look.

    Signals:
        changed(): either of the two is another one.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.base = Office()
        self.office = Office()
        self.read_only = True
        self._users: tuple[Endpoint, ...] = ()
        self._members: dict[str, list[Endpoint]] = {}

    @property
    def dirty(self) -> bool:
        """True when there is something to save."""
        return self.office != self.base

    def load(self, base: Office, wanted: Office | None = None, *, read_only: bool = False) -> None:
        """Begin anew with what the PBX has; `wanted`: go on with these wishes."""
        self.base = base
        self.read_only = read_only
        self._show(base if wanted is None else wanted)

    def change(self, edit: Callable[[Office], Office]) -> None:
        """Change the working copy.

        Raises:
            InvalidNumbering: the rules do not allow it; nothing is changed.
        """
        after = edit(self.office)
        if after is not self.office:
            self._show(after)

    def discard(self) -> None:
        """Want what the PBX has."""
        self._show(self.base)

    def users(self) -> tuple[Endpoint, ...]:
        """All endpoints, in order of their extensions."""
        return self._users

    def members(self, number: str) -> Sequence[Endpoint]:
        """Who is in a group, in order of their extensions."""
        return self._members.get(number, ())

    def free_numbers(self) -> list[str]:
        """The first numbers that a group may have, in order."""
        return list(islice(free_numbers(self.office), OFFERED))

    def _show(self, office: Office) -> None:
        self.office = office
        self._users = tuple(by_extension(office.endpoints.values()))
        # The members of every group at once: with a hundred groups one by one is slow.
        self._members = {}
        for one in self._users:
            for number in one.groups:
                self._members.setdefault(number, []).append(one)
        self.changed.emit()
