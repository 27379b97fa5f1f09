"""The AMI actions that the simulator runs, with the rights that each needs."""

import time

from client.simulator import administration, calling, database, listings, variables
from client.simulator.session import AmiSession, Entry
from client.simulator.wire import Action


def _ping(session: AmiSession, action: Action) -> None:
    session.respond(action, "Success", ("Ping", "Pong"), ("Timestamp", f"{time.time():.6f}"))


def _privileges(entry: Entry) -> str:
    return f"{entry.privileges},all" if entry.privileges else "<none>"


def _list_commands(session: AmiSession, action: Action) -> None:
    allowed = [entry for entry in ACTIONS.values() if entry.may_run(session.rights)]
    lines = [
        (entry.name, f"(Priv: {_privileges(entry)})")
        for entry in sorted(allowed, key=lambda entry: entry.name)
    ]
    session.respond(action, "Success", *lines)


def _core_settings(session: AmiSession, action: Action) -> None:
    session.respond(action, "Success", ("AsteriskVersion", "22.10.1-simulated"))


_TABLE = (
    Entry("CoreSettings", "system,reporting", _core_settings),
    Entry("DBDel", "system", database.db_del),
    Entry("DBGet", "system,reporting", database.db_get),
    Entry("DBGetTree", "system,reporting", database.db_get_tree),
    Entry("DBPut", "system", database.db_put),
    Entry("DeviceStateList", "call,reporting", administration.device_states),
    Entry("GetConfig", "system,config", administration.get_config),
    Entry("Getvar", "call,reporting", variables.getvar),
    Entry("Hangup", "system,call", calling.hang_up),
    Entry("ListCategories", "config", administration.list_categories),
    Entry("ListCommands", "", _list_commands),
    Entry("Originate", "originate", calling.originate),
    Entry("Ping", "", _ping),
    Entry("PJSIPShowEndpoints", "system", administration.show_endpoints),
    Entry("QueueStatus", "", listings.queue_status),
    Entry("Reload", "system,config", administration.reload),
    Entry("Status", "system,call,reporting", listings.status),
    Entry("UpdateConfig", "config", administration.update_config),
)

ACTIONS = {entry.name.lower(): entry for entry in _TABLE}
