"""The AMI actions that the simulator runs, with the rights that each needs."""

import re
import time

from client.simulator import administration
from client.simulator.channel import Channel
from client.simulator.pbx import Pbx
from client.simulator.pickup import OriginateRequest
from client.simulator.session import Entry, ManagerSession
from client.simulator.wire import Action, split_arguments


def _ping(session: ManagerSession, action: Action) -> None:
    session.respond(action, "Success", ("Ping", "Pong"), ("Timestamp", f"{time.time():.6f}"))


def _privileges(entry: Entry) -> str:
    return f"{entry.privileges},all" if entry.privileges else "<none>"


def _list_commands(session: ManagerSession, action: Action) -> None:
    allowed = [entry for entry in ACTIONS.values() if entry.may_run(session.rights)]
    lines = [
        (entry.name, f"(Priv: {_privileges(entry)})")
        for entry in sorted(allowed, key=lambda entry: entry.name)
    ]
    session.respond(action, "Success", *lines)


def _core_settings(session: ManagerSession, action: Action) -> None:
    session.respond(action, "Success", ("AsteriskVersion", "22.10.1-simulated"))


def _status(session: ManagerSession, action: Action) -> None:
    """All channels, with the variables that were asked for."""
    variables = split_arguments(action.get("Variables")) if action.get("Variables") else []
    rows = [
        [
            ("Event", "Status"),
            *session.pbx.switch.describe(channel),
            *(("Variable", f"{name}={channel.function(name)}") for name in variables),
        ]
        for channel in session.pbx.switch.channels.values()
    ]
    session.list(action, rows, "StatusComplete")


def _queue_status(session: ManagerSession, action: Action) -> None:
    """Who waits in which queue."""
    rows = [
        [
            ("Event", "QueueEntry"),
            ("Queue", one.queue.name),
            ("Uniqueid", one.caller.uniqueid),
            ("Wait", str(int(time.time() - one.joined_at))),
        ]
        for one in session.pbx.exchange.waiting
    ]
    session.list(action, rows, "QueueStatusComplete")


_OF_STOCK_MODULES = {"CHANNEL_EXISTS(x)": "0", "IF(1?1:0)": "1", "LEN(x)": "1"}


def _getvar(session: ManagerSession, action: Action) -> None:
    """A variable or function; one that does not exist reads as empty."""
    variable = action.get("Variable")
    channel = session.pbx.switch.channels.get(action.get("Channel"))
    if action.get("Channel") and channel is None:
        session.refuse(action, "No such channel")
        return
    config = re.fullmatch(r"AST_CONFIG\(manager\.conf,([^,]*),(\w+),(-?\d+)\)", variable)
    if config is not None:
        value = session.configured(config[1], config[2], int(config[3]))
    else:
        value = _read(session.pbx, channel, variable)
    session.respond(action, "Success", ("Variable", variable), ("Value", value))


def _read(pbx: Pbx, channel: Channel | None, variable: str) -> str:
    """Read what AMI may: `DB()` counts as dangerous and is empty."""
    endpoint = re.fullmatch(r"PJSIP_ENDPOINT\(([^,]*),(.*)\)", variable)
    if endpoint is not None:
        desk = pbx.office.desk(endpoint[1])
        return desk.option(endpoint[2]) if desk else ""
    contacts = re.fullmatch(r"PJSIP_DIAL_CONTACTS\((.*)\)", variable)
    if contacts is not None:
        name = contacts[1]
        return f"PJSIP/{name}/sip:{name}@127.0.0.1" if pbx.office.desk(name) else ""
    section = re.fullmatch(r"AST_CONFIG\(pjsip\.conf,([^,]*),type\)", variable)
    if section is not None:
        phone = pbx.office.desk(section[1])
        return "endpoint" if phone and not phone.kept_elsewhere else ""
    if variable in _OF_STOCK_MODULES:
        return _OF_STOCK_MODULES[variable]
    if variable == "EPOCH":
        return str(int(time.time()))
    return channel.function(variable) if channel else ""


def _originate(session: ManagerSession, action: Action) -> None:
    """Ring a phone; always as if `Async` were asked for."""
    session.respond(action, "Success", ("Message", "Originate successfully queued"))
    request = OriginateRequest(
        device=action.get("Channel"),
        application=action.get("Application"),
        data=action.get("Data"),
        channel_id=action.get("ChannelId"),
        action_id=action.get("ActionID"),
        timeout_s=int(action.get("Timeout") or 30_000) / 1000,
        variables=tuple(
            (name, value)
            for header in action.all("Variable")
            for part in split_arguments(header)
            for name, equals, value in [part.partition("=")]
            if equals
        ),
    )
    session.pbx.switch.later(0, lambda: session.pbx.originate(request))


def _hang_up(session: ManagerSession, action: Action) -> None:
    """End a channel by its uniqueid."""
    channel = session.pbx.switch.channels.get(action.get("Channel"))
    if channel is None:
        session.refuse(action, "No such channel")
        return
    session.respond(action, "Success", ("Message", "Channel Hungup"))
    session.pbx.hang_up(channel)


_TABLE = (
    Entry("CoreSettings", "system,reporting", _core_settings),
    Entry("DBDel", "system", administration.db_del),
    Entry("DBGet", "system,reporting", administration.db_get),
    Entry("DBGetTree", "system,reporting", administration.db_get_tree),
    Entry("DBPut", "system", administration.db_put),
    Entry("DeviceStateList", "call,reporting", administration.device_states),
    Entry("GetConfig", "system,config", administration.get_config),
    Entry("Getvar", "call,reporting", _getvar),
    Entry("Hangup", "system,call", _hang_up),
    Entry("ListCategories", "config", administration.list_categories),
    Entry("ListCommands", "", _list_commands),
    Entry("Originate", "originate", _originate),
    Entry("Ping", "", _ping),
    Entry("PJSIPShowEndpoints", "system", administration.show_endpoints),
    Entry("QueueStatus", "", _queue_status),
    Entry("Reload", "system,config", administration.reload),
    Entry("Status", "system,call,reporting", _status),
    Entry("UpdateConfig", "config", administration.update_config),
)

ACTIONS = {entry.name.lower(): entry for entry in _TABLE}
