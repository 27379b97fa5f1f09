"""Reads windows as a screen reader does: through the accessibility bus, from another process."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from jeepney import DBusAddress, HeaderFields, MatchRule, Properties, new_method_call
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection

ATSPI = "org.a11y.atspi"
FOCUSED, SHOWING = 12, 25
"""States, by the numbers that the bus has for them."""

LABELLED_BY = 2
"""A relation: the other object's name is this one's title."""

_LIMIT_S = 10.0


@dataclass(frozen=True)
class Node:
    """One object of the tree: whose, and which."""

    bus: str
    path: str


@dataclass(frozen=True)
class Seen:
    """What a reader knows of an object without asking more."""

    node: Node
    name: str
    role: str
    states: frozenset[int]

    @property
    def shows(self) -> bool:
        return SHOWING in self.states


@dataclass(frozen=True)
class Event:
    """Something that a program told: `kind` is "StateChanged", `detail` "showing"."""

    kind: str
    node: Node
    detail: str
    value: int
    data: object = field(compare=False, default=None)


class Gone(Exception):
    """What was asked for is there no more."""


class Reader:
    """A screen reader without a voice.

    Args:
        session_bus: the address of the desktop's bus.
    """

    def __init__(self, session_bus: str) -> None:
        with ExitStack() as failed:
            self._desktop = failed.enter_context(open_dbus_connection(bus=session_bus))
            self._bus = failed.enter_context(open_dbus_connection(bus=self._where_to_read()))
            self._events: deque[Any] = deque()
            self._listen()
            self._opened = failed.pop_all()

    def close(self) -> None:
        self._opened.close()

    def application(self, name: str) -> Node | None:
        """A program that can be read."""
        root = Node(f"{ATSPI}.Registry", "/org/a11y/atspi/accessible/root")
        return next((one for one in self.children(root) if self.name(one) == name), None)

    def children(self, node: Node) -> list[Node]:
        (children,) = self._call(node, "Accessible", "GetChildren")
        return [Node(*each) for each in children]

    def name(self, node: Node) -> str:
        return str(self._property(node, "Name"))

    def role(self, node: Node) -> str:
        (role,) = self._call(node, "Accessible", "GetRoleName")
        return str(role)

    def see(self, node: Node) -> Seen:
        ((low, high),) = self._call(node, "Accessible", "GetState")
        bits = low | high << 32
        states = frozenset(bit for bit in range(64) if bits >> bit & 1)
        return Seen(node, self.name(node), self.role(node), states)

    def tree(self, node: Node) -> Iterator[Seen]:
        """An object and all below it that can be seen."""
        try:
            seen, children = self.see(node), self.children(node)
        except Gone:
            return
        if seen.shows:
            yield seen
            for child in children:
                yield from self.tree(child)

    def title(self, seen: Seen) -> str:
        """Its label's name, else its own, as a reader says it."""
        try:
            (relations,) = self._call(seen.node, "Accessible", "GetRelationSet")
            labels = [others for kind, others in relations if kind == LABELLED_BY]
            named = [self.name(Node(*one)) for others in labels for one in others]
        except Gone:
            return seen.name
        return " ".join(named) or seen.name

    def do(self, node: Node, action: str) -> None:
        """Use one of the actions that the object offers."""
        (actions,) = self._call(node, "Action", "GetActions")
        names = [name for name, _description, _key in actions]
        self._call(node, "Action", "DoAction", "i", (names.index(action),))

    def write(self, node: Node, text: str) -> None:
        """Fill a field in."""
        self._call(node, "EditableText", "SetTextContents", "s", (text,))

    def hear(self, wanted: Callable[[Event], bool], limit_s: float = _LIMIT_S) -> Event:
        """Wait for an event."""
        while True:
            event = _event(self._bus.recv_until_filtered(self._heard, timeout=limit_s))
            if wanted(event):
                return event

    def said(self) -> str:
        """Wait for the next notification; what Orca says of it."""

        def notifies(event: Event) -> bool:
            told = (event.kind, event.detail, event.value)
            return (
                told == ("StateChanged", "showing", 1) and self.role(event.node) == "notification"
            )

        return self.name(self.hear(notifies).node)

    def _where_to_read(self) -> str:
        """Have programs let themselves be read; the address of the bus where they do."""
        status = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Status")
        _answer(self._desktop, Properties(status).set("IsEnabled", "b", True))
        where = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
        (address,) = _answer(self._desktop, new_method_call(where, "GetAddress"))
        return str(address)

    def _listen(self) -> None:
        registry = DBusAddress("/org/a11y/atspi/registry", f"{ATSPI}.Registry", f"{ATSPI}.Registry")
        for event in ("object:state-changed", "object:property-change", "object:announcement"):
            _answer(self._bus, new_method_call(registry, "RegisterEvent", "s", (event,)))
        rule = MatchRule(type="signal", interface=f"{ATSPI}.Event.Object")
        _answer(self._bus, message_bus.AddMatch(rule))
        self._heard = self._bus.filter(rule, queue=self._events).__enter__()

    def _property(self, node: Node, name: str) -> object:
        address = DBusAddress(node.path, node.bus, f"{ATSPI}.Accessible")
        ((_kind, value),) = _answer(self._bus, Properties(address).get(name))
        return value

    def _call(
        self, node: Node, interface: str, method: str, kinds: str = "", values: tuple[Any, ...] = ()
    ) -> tuple[Any, ...]:
        address = DBusAddress(node.path, node.bus, f"{ATSPI}.{interface}")
        return _answer(self._bus, new_method_call(address, method, kinds or None, values))


def _answer(connection: DBusConnection, message: Any) -> tuple[Any, ...]:
    reply = connection.send_and_get_reply(message, timeout=_LIMIT_S)
    if reply.header.message_type.name == "error":
        raise Gone(f"{reply.header.fields.get(HeaderFields.error_name)}: {reply.body}")
    return tuple(reply.body)


def _event(message: Any) -> Event:
    fields = message.header.fields
    detail, value, _more, data, *_ = message.body
    node = Node(fields[HeaderFields.sender], fields[HeaderFields.path])
    return Event(fields[HeaderFields.member], node, detail, value, data[1])
