"""The texts for each state of the window in which there is nothing to click."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from client.calls.events import GroupId
from client.qt.error_text import error_text
from client.qt.plain_text import one_line
from client.session import LinkState, LinkStatus, Session


@dataclass(frozen=True, slots=True)
class PageText:
    """A headline, what it means or what to do, and the button that does it; "" for none."""

    title: str
    detail: str = ""
    button: str = ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("StateText", text)


def page_text(session: Session | None, group: GroupId | None, ringing: int) -> PageText:
    """What to say in place of an empty list.

    Args:
        session: None before there is one.
        group: the one that is shown; None = all of mine.
        ringing: how many calls ring in all my groups.
    """
    if session is None:
        return PageText(_tr("Starting…"), _tr("Asking the system keyring for the secret."))
    if session.link.state is LinkState.LIVE:
        return _quiet(session, group, ringing)
    pbx, problem = one_line(session.pbx), session.link.error
    reason = error_text(problem) if problem else ""
    if session.link.state is LinkState.STALE:
        return PageText(
            _tr("The link to {pbx} is lost").format(pbx=pbx),
            _tr("Nothing rang when it broke. Cornetta keeps trying."),
        )
    if session.link.state is LinkState.CONNECTING:
        title = _tr("Connecting to {pbx}…").format(pbx=pbx)
        if not reason:
            return PageText(title)
        detail = _tr("{problem} Cornetta keeps trying.").format(problem=reason)
        return PageText(title, detail, _tr("Settings…"))
    return PageText(_tr("Not connected"), reason, _tr("Settings…"))


def missing_text(key: str, reason: str) -> PageText:
    """What to say when a setting or the secret is not there; `reason` says why, may be ""."""
    if key == "secret":
        return PageText(
            _tr("Cornetta needs the secret of your account"),
            _tr("{reason}. You can type it for this session only.").format(
                reason=reason[0].upper() + reason[1:]
            )
            if reason
            else _tr("The system keyring does not have it."),
            _tr("Enter the secret…"),
        )
    return PageText(
        _tr("Cornetta does not know your PBX yet"),
        reason or _tr("It takes a server, an account with its secret, and your extension."),
        _tr("Set up…"),
    )


def button_text(link: LinkStatus | None, now: float) -> str:
    """What the generic button says when it names no call."""
    if link is None or link.state in (LinkState.REFUSED, LinkState.CLOSED):
        return _tr("Not connected")
    if link.state is LinkState.CONNECTING:
        return _tr("Connecting…")
    if link.state is LinkState.LIVE:
        return _tr("Nothing to pick up")
    age = max(0, int(now - link.as_of)) if link.as_of is not None else 0
    return _tr("Link lost: the list is {seconds} s old. Trying again…").format(seconds=age)


def _quiet(session: Session, group: GroupId | None, ringing: int) -> PageText:
    if not session.groups:
        detail = _tr("Ask the administrator to put extension {extension} into one.")
        return PageText(
            _tr("You are in no pickup group"),
            detail.format(extension=one_line(session.me.number)),
        )
    chosen = next((one for one in session.groups if one.id == group), None)
    if chosen is None:
        return PageText(
            _tr("Nothing rings in your groups."), _tr("A call shows up here as soon as it rings.")
        )
    title = _tr("Nothing rings in {group}.").format(group=one_line(chosen.label))
    if not ringing:
        return PageText(title, _tr("Nor in your other groups."))
    return PageText(title, _tr("In your other groups: {count} ringing.").format(count=ringing))
