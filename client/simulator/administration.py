"""The AMI actions with which an administrator reads and changes the PBX: its file, its database."""

import itertools
import re
from collections.abc import Iterator

from client.simulator.pjsip_conf import FILE, Change, RefusedError
from client.simulator.session import ManagerSession
from client.simulator.wire import Action

_CATFILTER = re.compile(r'catfilter="?([^"]*)"?')


def get_config(session: ManagerSession, action: Action) -> None:
    """GetConfig: the sections of a file that meet a filter, with their lines numbered."""
    if not _is_readable(session, action):
        return
    found = [
        section
        for section in session.pbx.pjsip_conf.sections
        if action.get("Category") in ("", section.name) and section.matches(action.get("Filter"))
    ]
    lines: list[tuple[str, str]] = []
    for at, section in enumerate(found):
        lines.append((f"Category-{at:06}", section.name))
        lines += [
            (f"Line-{at:06}-{number:06}", f"{name}={value}")
            for number, (name, value) in enumerate(section.lines)
        ]
    session.respond(action, "Success", *lines)


def list_categories(session: ManagerSession, action: Action) -> None:
    """ListCategories: the names of all sections of a file."""
    if not _is_readable(session, action):
        return
    names = [section.name for section in session.pbx.pjsip_conf.sections]
    lines = [(f"Category-{at:06}", name) for at, name in enumerate(names)]
    session.respond(action, "Success", *lines)


def _is_readable(session: ManagerSession, action: Action) -> bool:
    """Whether there is the file that the action names; else it is refused."""
    if action.get("Filename") == FILE:
        return True
    session.refuse(action, "Config file not found")
    return False


def update_config(session: ManagerSession, action: Action) -> None:
    """UpdateConfig: all of its changes or none."""
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


def reload(session: ManagerSession, action: Action) -> None:
    """Reload: the PBX reads its file again. A call that rings keeps the groups that it has."""
    session.pbx.reload()
    session.respond(action, "Success", ("Message", "Module Reloaded"))


def show_endpoints(session: ManagerSession, action: Action) -> None:
    """PJSIPShowEndpoints: every endpoint, wherever the PBX keeps it."""
    desks = session.pbx.office.desks
    rows = [[("Event", "EndpointList"), ("ObjectName", desk.endpoint)] for desk in desks]
    session.list(action, rows, "EndpointListComplete")


def device_states(session: ManagerSession, action: Action) -> None:
    """DeviceStateList: what queues and hints go by; it tells an agent which endpoints there are."""
    desks = session.pbx.office.desks
    rows = [
        [("Event", "DeviceStateChange"), ("Device", f"PJSIP/{desk.endpoint}")] for desk in desks
    ]
    session.list(action, rows, "DeviceStateListComplete")


def db_get(session: ManagerSession, action: Action) -> None:
    """DBGet: one value."""
    value = session.pbx.database.get(_key(action))
    if value is None:
        session.refuse(action, "Database entry not found")
        return
    place = [(name, action.get(name)) for name in ("Family", "Key")]
    rows = [[("Event", "DBGetResponse"), *place, ("Val", value)]]
    session.list(action, rows, "DBGetComplete")


def db_get_tree(session: ManagerSession, action: Action) -> None:
    """DBGetTree: all values below a family."""
    rows = [
        [("Event", "DBGetTreeResponse"), ("Key", f"/{key}"), ("Val", value)]
        for key, value in sorted(session.pbx.database.items())
        if key.startswith(f"{action.get('Family')}/")
    ]
    session.list(action, rows, "DBGetTreeComplete")


def db_put(session: ManagerSession, action: Action) -> None:
    """DBPut: write a value, which may be empty."""
    session.pbx.database[_key(action)] = action.get("Val")
    session.respond(action, "Success", ("Message", "Updated database successfully"))


def db_del(session: ManagerSession, action: Action) -> None:
    """DBDel: forget one value."""
    if session.pbx.database.pop(_key(action), None) is None:
        session.refuse(action, "Database entry could not be deleted")
    else:
        session.respond(action, "Success", ("Message", "Key deleted successfully"))


def _key(action: Action) -> str:
    return f"{action.get('Family')}/{action.get('Key')}"
