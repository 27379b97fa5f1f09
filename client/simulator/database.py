"""The AMI actions on AstDB, the PBX's own database."""

from client.simulator.session import AmiSession
from client.simulator.wire import Action, action_id


def db_get(session: AmiSession, action: Action) -> None:
    """DBGet: one value."""
    if not (key := _key(session, action, end=".")):
        return
    value = session.pbx.database.get(key)
    if value is None:
        session.refuse(action, "Database entry not found")
        return
    place = [(name, action.get(name)) for name in ("Family", "Key")]
    rows = [[("Event", "DBGetResponse"), *place, ("Val", value), *action_id(action)]]
    session.list(action, "Result will follow", rows, [("Event", "DBGetComplete")])


def db_get_tree(session: AmiSession, action: Action) -> None:
    """DBGetTree: all values below a family, or below a key of it."""
    prefix = "/".join(part for part in (action.get("Family"), action.get("Key")) if part)
    rows = [
        [("Event", "DBGetTreeResponse"), ("Key", f"/{key}"), ("Val", value), *action_id(action)]
        for key, value in sorted(session.pbx.database.items())
        if not prefix or key == prefix or key.startswith(f"{prefix}/")
    ]
    session.list(action, "Result will follow", rows, [("Event", "DBGetTreeComplete")])


def db_put(session: AmiSession, action: Action) -> None:
    """DBPut: write a value, which may be empty."""
    if key := _key(session, action, end=""):
        session.pbx.database[key] = action.get("Val")
        session.respond(action, "Success", ("Message", "Updated database successfully"))


def db_del(session: AmiSession, action: Action) -> None:
    """DBDel: forget one value."""
    key = _key(session, action, end=".")
    if key and session.pbx.database.pop(key, None) is None:
        session.refuse(action, "Database entry could not be deleted")
    elif key:
        session.respond(action, "Success", ("Message", "Key deleted successfully"))


def _key(session: AmiSession, action: Action, end: str) -> str:
    """Return "family/key"; "" when the action was refused. Its messages differ in a full stop."""
    for name in ("Family", "Key"):
        if not action.get(name):
            session.refuse(action, f"No {name.lower()} specified{end}")
            return ""
    return f"{action.get('Family')}/{action.get('Key')}"
