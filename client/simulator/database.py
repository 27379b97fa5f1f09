"""The AMI actions on AstDB, the PBX's own database."""

from client.simulator.session import AmiSession
from client.simulator.wire import Action


def db_get(session: AmiSession, action: Action) -> None:
    """DBGet: one value."""
    value = session.pbx.database.get(_key(action))
    if value is None:
        session.refuse(action, "Database entry not found")
        return
    place = [(name, action.get(name)) for name in ("Family", "Key")]
    rows = [[("Event", "DBGetResponse"), *place, ("Val", value)]]
    session.list(action, rows, "DBGetComplete")


def db_get_tree(session: AmiSession, action: Action) -> None:
    """DBGetTree: all values below a family."""
    rows = [
        [("Event", "DBGetTreeResponse"), ("Key", f"/{key}"), ("Val", value)]
        for key, value in sorted(session.pbx.database.items())
        if key.startswith(f"{action.get('Family')}/")
    ]
    session.list(action, rows, "DBGetTreeComplete")


def db_put(session: AmiSession, action: Action) -> None:
    """DBPut: write a value, which may be empty."""
    session.pbx.database[_key(action)] = action.get("Val")
    session.respond(action, "Success", ("Message", "Updated database successfully"))


def db_del(session: AmiSession, action: Action) -> None:
    """DBDel: forget one value."""
    if session.pbx.database.pop(_key(action), None) is None:
        session.refuse(action, "Database entry could not be deleted")
    else:
        session.respond(action, "Success", ("Message", "Key deleted successfully"))


def _key(action: Action) -> str:
    return f"{action.get('Family')}/{action.get('Key')}"
