"""Who may log in over AMI, and what each account may see and do."""

from dataclasses import dataclass

_READABLE = "system call log verbose command agent user config dtmf reporting cdr dialplan"
_OTHERS = "originate agi cc aoc test security message"
CLASSES = frozenset(f"{_READABLE} {_OTHERS}".split(" "))
"""Every class of events and actions."""


@dataclass(frozen=True, slots=True)
class Account:
    """One section of manager.conf.

    Attributes:
        read: the classes of events that it sees.
        write: the classes of actions that it may run.
        eventfilter: when not empty, only events with a line that matches one of these come.
    """

    username: str
    secret: str
    read: frozenset[str]
    write: frozenset[str]
    eventfilter: tuple[str, ...] = ()


def account(username: str, read: str, write: str, *, secret: str = "") -> Account:
    """Make an account as manager.conf writes it: "call,agent"; the secret is its name."""
    return Account(username, secret or username, classes(read), classes(write))


def classes(text: str) -> frozenset[str]:
    """Read a list of classes; "all", or "on" in a login, is every one."""
    words = frozenset(word.strip().lower() for word in text.split(","))
    return words & CLASSES if words.isdisjoint(("all", "on")) else CLASSES
