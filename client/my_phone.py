"""Chooses how my phone takes a call, as far as account and settings allow."""

from client.ami.connection import AmiConnection
from client.ami.phone import AmiPhone
from client.pickup import Phone
from client.settings import Settings
from client.softphone import Softphone
from client.tasks import TaskOwner


def my_phone(
    settings: Settings,
    connection: AmiConnection,
    tasks: TaskOwner,
    *,
    rights: frozenset[str],
    groups_known: bool,
) -> Phone:
    """My phone.

    Args:
        rights: the actions that the account may run.
        groups_known: which groups are mine. Only who knows that may name a leg, since `PickupChan`
            checks none; else the dialplan decides, which knows my phone's groups.
    """
    by = settings.pickup_by
    if by == "auto" and "Originate" in rights:
        by = "leg" if groups_known else "dialplan"
    if by in ("auto", "softphone"):
        return Softphone(settings.softphone, settings.host, settings.service_code)
    return AmiPhone(
        connection,
        tasks,
        endpoint=settings.effective_endpoint,
        host=settings.host,
        auto_answer=settings.auto_answer,
        timeout_s=settings.answer_timeout,
        rights=rights,
        service_code=settings.service_code if by == "dialplan" else "",
    )
