"""The AMI action that reads variables and functions."""

import re
import time

from client.simulator.channel import Channel
from client.simulator.pbx import Pbx
from client.simulator.session import AmiSession
from client.simulator.wire import Action


def getvar(session: AmiSession, action: Action) -> None:
    """Read a variable or function; one that does not exist reads as empty."""
    variable = action.get("Variable")
    channel = session.pbx.switch.channels.get(action.get("Channel"))
    if action.get("Channel") and channel is None:
        session.refuse(action, "No such channel")
        return
    config = re.fullmatch(r"AST_CONFIG\(manager\.conf,([^,]*),(\w+),(-?\d+)\)", variable)
    if config is not None:
        value = session.configured(config[1], config[2], int(config[3]))
    else:
        value = read(session.pbx, channel, variable)
    session.respond(action, "Success", ("Variable", variable), ("Value", value))


def read(pbx: Pbx, channel: Channel | None, variable: str) -> str:
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
    if variable == "EPOCH":
        return str(int(time.time()))
    return channel.function(variable) if channel else ""
