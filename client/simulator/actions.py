"""The AMI actions that the simulator runs, with the rights that each needs."""

import time

from client.simulator import administration, calling, database, listings, variables
from client.simulator.session import AmiSession, Entry
from client.simulator.wire import Action


def _ping(session: AmiSession, action: Action) -> None:
    now = f"{time.time():.6f}"
    session.respond(action, "Success", ("Ping", "Pong"), ("Timestamp", now))


def _privileges(entry: Entry) -> str:
    return f"{entry.privileges},all" if entry.privileges else "<none>"


def _list_commands(session: AmiSession, action: Action) -> None:
    allowed = [entry for entry in ACTIONS.values() if entry.may_run(session.rights)]
    lines = [
        (entry.name, f"{entry.summary}  (Priv: {_privileges(entry)})")
        for entry in sorted(allowed, key=lambda entry: entry.name)
    ]
    session.respond(action, "Success", *lines)


def _core_settings(session: AmiSession, action: Action) -> None:
    session.respond(
        action,
        "Success",
        ("AMIversion", "11.0.0"),
        ("AsteriskVersion", "22.10.1-simulated"),
        ("SystemName", ""),
        ("CoreMaxCalls", "0"),
        ("CoreMaxLoadAvg", "0.000000"),
        ("CoreRunUser", ""),
        ("CoreRunGroup", ""),
        ("CoreMaxFilehandles", "0"),
        ("CoreRealTimeEnabled", "No"),
        ("CoreCDRenabled", "Yes"),
        ("CoreHTTPenabled", "No"),
        ("SoundsSearchCustomDir", "No"),
    )


_TABLE = (
    Entry("Challenge", "Generate Challenge for MD5 Auth.", "", None),
    Entry(
        "CoreSettings",
        "Show PBX core settings (version etc).",
        "system,reporting",
        _core_settings,
    ),
    Entry("DBDel", "Delete DB entry.", "system", database.db_del),
    Entry("DBGet", "Get DB Entry.", "system,reporting", database.db_get),
    Entry(
        "DBGetTree",
        "Get DB entries, optionally at a particular family/key",
        "system,reporting",
        database.db_get_tree,
    ),
    Entry("DBPut", "Put DB entry.", "system", database.db_put),
    Entry(
        "DeviceStateList",
        "List the current known device states.",
        "call,reporting",
        administration.device_states,
    ),
    Entry("GetConfig", "Retrieve configuration.", "system,config", administration.get_config),
    Entry(
        "Getvar",
        "Gets a channel variable or function value.",
        "call,reporting",
        variables.getvar,
    ),
    Entry("Hangup", "Hangup channel.", "system,call", calling.hang_up),
    Entry(
        "ListCategories",
        "List categories in configuration file.",
        "config",
        administration.list_categories,
    ),
    Entry("ListCommands", "List available manager commands.", "", _list_commands),
    Entry("Login", "Login Manager.", "", None),
    Entry("Logoff", "Logoff Manager.", "", None),
    Entry("Originate", "Originate a call.", "originate", calling.originate),
    Entry("Ping", "Keepalive command.", "", _ping),
    Entry("PJSIPShowEndpoints", "Lists PJSIP endpoints.", "system", administration.show_endpoints),
    Entry("QueueStatus", "Show queue status.", "", listings.queue_status),
    Entry("Reload", "Send a reload event.", "system,config", administration.reload),
    Entry("Status", "List channel status.", "system,call,reporting", listings.status),
    Entry("UpdateConfig", "Update basic configuration.", "config", administration.update_config),
)

ACTIONS = {entry.name.lower(): entry for entry in _TABLE}
