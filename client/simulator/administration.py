"""The AMI actions with which an administrator reads and changes the PBX."""

import itertools
import re
from collections.abc import Iterator

from client.simulator.channel import Channel, Header, State
from client.simulator.pbx import Pbx
from client.simulator.pjsip_conf import FILE, Change, RefusedError
from client.simulator.session import AmiSession
from client.simulator.wire import Action, action_id

_STATES = {
    "In use": "INUSE",
    "Not in use": "NOT_INUSE",
    "Ringing": "RINGING",
    "Unavailable": "UNAVAILABLE",
}
_CATFILTER = re.compile(r'catfilter="?([^"]*)"?')


def get_config(session: AmiSession, action: Action) -> None:
    """GetConfig: the sections of a file that meet a filter, with their lines numbered."""
    if not _is_readable(session, action):
        return
    found = [
        section
        for section in session.pbx.pjsip_conf.sections
        if action.get("Category") in ("", section.name) and section.matches(action.get("Filter"))
    ]
    lines: list[Header] = []
    for at, section in enumerate(found):
        lines.append((f"Category-{at:06}", section.name))
        lines += [
            (f"Line-{at:06}-{number:06}", f"{name}={value}")
            for number, (name, value) in enumerate(section.lines)
        ]
    if not lines and action.get("Category"):
        lines.append(("", "No categories found"))
    session.respond(action, "Success", *lines)


def list_categories(session: AmiSession, action: Action) -> None:
    """ListCategories: the names of all sections of a file."""
    if not _is_readable(session, action):
        return
    names = [section.name for section in session.pbx.pjsip_conf.sections]
    lines = [(f"Category-{at:06}", name) for at, name in enumerate(names)]
    session.respond(action, "Success", *lines)


def _is_readable(session: AmiSession, action: Action) -> bool:
    """Whether there is the file that the action names; else it is refused."""
    if not action.get("Filename"):
        session.refuse(action, "Filename not specified")
    elif action.get("Filename") != FILE:
        session.refuse(action, "Config file not found")
    else:
        return True
    return False


def update_config(session: AmiSession, action: Action) -> None:
    """UpdateConfig: all of its changes or none."""
    files = {action.get("SrcFilename"), action.get("DstFilename")}
    if "" in files:
        session.refuse(action, "Filename not specified")
    elif files != {FILE}:
        session.refuse(action, "File requires escalated privileges")
    else:
        try:
            session.pbx.pjsip_conf.change(list(_changes(action)))
        except RefusedError as refused:
            session.refuse(action, str(refused))
        else:
            session.respond(action, "Success")


def _changes(action: Action) -> Iterator[Change]:
    """Read "Action-000000", "Cat-000000" and so on, up to the first number that is missing."""
    for number in itertools.count():
        kind = action.get(f"Action-{number:06}")
        if not kind:
            return
        only = _CATFILTER.search(action.get(f"Options-{number:06}"))
        yield Change(
            kind,
            action.get(f"Cat-{number:06}"),
            action.get(f"Var-{number:06}"),
            action.get(f"Value-{number:06}"),
            only[1] if only else "",
        )


def reload(session: AmiSession, action: Action) -> None:
    """Reload: the PBX reads its file again. A call that rings keeps the groups that it has."""
    if action.get("Module") not in ("", "res_pjsip.so"):
        session.refuse(action, "No such module")
        return
    session.pbx.reload()
    session.respond(action, "Success", ("Message", "Module Reloaded"))


def show_endpoints(session: AmiSession, action: Action) -> None:
    """PJSIPShowEndpoints: every endpoint, wherever the PBX keeps it."""
    pbx = session.pbx
    names = sorted([*(desk.endpoint for desk in pbx.office.desks), pbx.office.trunk])
    rows = [_endpoint_row(pbx, name, action_id(action)) for name in names]
    text = "A listing of Endpoints follows, presented as EndpointList events"
    session.list(action, text, rows, [("Event", "EndpointListComplete")])


def _endpoint_row(pbx: Pbx, name: str, given_id: list[Header]) -> list[Header]:
    channels = _channels(pbx, name)
    aor = "" if name == pbx.office.trunk else name
    contacts = [("Contacts", f"{aor}/sip:{aor}@127.0.0.1:5060,")] if aor else []
    return [
        ("Event", "EndpointList"),
        *given_id,
        ("ObjectType", "endpoint"),
        ("ObjectName", name),
        ("Transport", ""),
        ("Aor", aor),
        ("Auths", ""),
        ("OutboundAuths", ""),
        *contacts,
        ("DeviceState", _state(pbx, name)),
        ("ActiveChannels", str(len(channels))),
    ]


def device_states(session: AmiSession, action: Action) -> None:
    """DeviceStateList: what queues and hints go by; it tells an agent which endpoints there are."""
    pbx = session.pbx
    names = [*(desk.endpoint for desk in pbx.office.desks), pbx.office.trunk]
    rows = [
        [
            ("Event", "DeviceStateChange"),
            *action_id(action),
            ("Device", f"PJSIP/{name}"),
            ("State", _STATES[_state(pbx, name)]),
        ]
        for name in names
    ]
    text = "Device State Changes will follow"
    session.list(action, text, rows, [("Event", "DeviceStateListComplete")])


def _state(pbx: Pbx, name: str) -> str:
    states = {channel.state for channel in _channels(pbx, name)}
    if name == pbx.office.trunk:
        return "Unavailable"
    if State.RINGING in states:
        return "Ringing"
    return "In use" if states else "Not in use"


def _channels(pbx: Pbx, name: str) -> list[Channel]:
    return [one for one in pbx.switch.channels.values() if one.device == f"PJSIP/{name}"]
