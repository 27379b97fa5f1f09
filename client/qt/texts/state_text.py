"""The texts for each state of the window in which there is nothing to click."""

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct
from PySide6.QtCore import QCoreApplication

from client.calls.call import Call
from client.calls.events import GroupId
from client.plain_text import one_line
from client.qt.calls.call_text import caller_name
from client.qt.texts.counted import Counted
from client.qt.texts.error_text import error_text, sentence_text, words_text
from client.qt.texts.times import clock_time
from client.sentence import Words
from client.session import LinkState, LinkStatus, Session
from client.wording import incomplete, span_text

translate = QCoreApplication.translate  # the name that the translation tools look for


class PageText(Struct, frozen=True):
    """A headline, what it means or what to do, and the button that does it; "" for none."""

    title: str
    detail: str = ""
    button: str = ""


def page_text(session: Session | None, group: GroupId | None, ringing: int) -> PageText:
    """What to say in place of an empty list.

    Args:
        session: None before there is one.
        group: the one that is shown; None = all of mine.
        ringing: how many calls ring in all my groups.
    """
    if session is None:
        return starting_text()
    if session.link.state is LinkState.LIVE:
        return _quiet(session, group, ringing)
    pbx, problem = one_line(session.pbx), session.link.error
    reason = error_text(problem) if problem else ""
    keeps_trying = translate("StateText", "{problem} Cornetta keeps trying.").format(problem=reason)
    if session.link.state is LinkState.STALE:
        title = translate("StateText", "The link to {pbx} is lost").format(pbx=pbx)
        if session.link.lasting_error:
            detail = keeps_trying
        elif ringing:
            detail = translate(
                "StateText", "Nothing rang in this group when it broke. Cornetta keeps trying."
            )
        else:
            detail = translate("StateText", "Nothing rang when it broke. Cornetta keeps trying.")
        return PageText(title, detail)
    begins = session.link.state is LinkState.CLOSED and problem is None  # its task runs in a moment
    if begins or session.link.state is LinkState.CONNECTING:
        title = translate("StateText", "Connecting to {pbx}…").format(pbx=pbx)
        if not reason:
            return PageText(title)
        return PageText(title, keeps_trying, translate("StateText", "Settings…"))
    return PageText(
        translate("StateText", "Not connected"), reason, translate("StateText", "Settings…")
    )


def starting_text(*, slow: bool = False) -> PageText:
    """What to say while the keyring is asked; `slow`: there is a way around it."""
    return PageText(
        translate("StateText", "Starting…"),
        translate("StateText", "Asking the system keyring for the secret. It may be locked.")
        if slow
        else translate("StateText", "Asking the system keyring for the secret."),
        translate("StateText", "Enter the secret…") if slow else "",
    )


def missing_text(key: str, reason: Words) -> PageText:
    """What to say when a setting or the secret is not there; `reason` says why, may be ""."""
    why = words_text(reason)
    if key == "secret":
        return PageText(
            translate("StateText", "Cornetta needs the secret of your account"),
            translate("StateText", "{reason}. You can type it for this session only.").format(
                reason=why[0].upper() + why[1:]
            )
            if why
            else translate("StateText", "The system keyring does not have it."),
            translate("StateText", "Enter the secret…"),
        )
    return PageText(
        translate("StateText", "Cornetta does not know your PBX yet"),
        why
        or translate(
            "StateText", "It takes a server, an account with its secret, and your extension."
        ),
        translate("StateText", "Set up…"),
    )


def link_text(link: LinkStatus | None, now: float) -> str:
    """How far the list can be trusted, e.g. "live", "as of 12 s ago"; None = not set up."""
    if link is None:
        return translate("StateText", "not set up")
    if link.state is LinkState.STALE and link.as_of is not None:
        span = span_text(link.lost_for(now))
        return translate("StateText", "as of {span} ago").format(span=span)
    if link.state is LinkState.LIVE and link.complete_since is not None:
        clock = clock_time(datetime.fromtimestamp(link.complete_since).astimezone())
        return translate("StateText", "live since {clock}").format(clock=clock)
    texts = {
        LinkState.LIVE: translate("StateText", "live"),
        LinkState.CONNECTING: translate("StateText", "connecting…"),
        LinkState.STALE: translate("StateText", "link lost"),
        LinkState.REFUSED: translate("StateText", "refused"),
        LinkState.CLOSED: translate("StateText", "not connected"),
    }
    return texts[link.state]


def picking_text(call: Call | None, name: Callable[[Call], str] = caller_name) -> str:
    """What to say while a pickup runs; None = nobody knows yet of which call."""
    if call is None:
        return translate("StateText", "Picking up…")
    return translate("StateText", "Picking up {caller}…").format(caller=name(call))


def button_text(link: LinkStatus | None, now: float) -> str:
    """What the generic button says when it names no call."""
    if link is None or link.state in (LinkState.REFUSED, LinkState.CLOSED):
        return translate("StateText", "Not connected")
    if link.state is LinkState.CONNECTING:
        return translate("StateText", "Connecting…")
    if link.state is LinkState.LIVE:
        return translate("StateText", "Nothing to pick up")
    return translate("StateText", "Link lost: the list is {span} old. Trying again…").format(
        span=span_text(link.lost_for(now))
    )


def _quiet(session: Session, group: GroupId | None, ringing: int) -> PageText:
    since = session.link.complete_since
    if since is not None and not ringing:
        title = translate("StateText", "Nothing has begun to ring")
        return PageText(title, sentence_text(incomplete(since)))
    if not session.groups:
        detail = translate(
            "StateText", "Ask the administrator to put extension {extension} into one."
        )
        return PageText(
            translate("StateText", "You are in no pickup group"),
            detail.format(extension=one_line(session.me.number)),
        )
    chosen = next((one for one in session.groups if one.id == group), None)
    if chosen is None:
        return PageText(
            translate("StateText", "Nothing rings in your groups"),
            translate("StateText", "A call shows up here as soon as it rings."),
        )
    title = translate("StateText", "Nothing rings in {group}").format(group=one_line(chosen.label))
    if not ringing:
        return PageText(title, translate("StateText", "Nor in your other groups."))
    return PageText(title, Counted.tr("In your other groups: %n ringing.", "", ringing))
