"""The accounts that `cornetta provision` writes, on each Asterisk that can be had."""

import re
import socket
from asyncio import TaskGroup
from collections.abc import AsyncIterator

import pytest

from client.calls.choice import AnyCall
from client.calls.events import EndReason, Party
from client.cli.arguments import read
from client.config.credentials import Secret
from client.config.settings import Settings
from client.errors import AuthenticationFailed, CertificateRefused
from client.provision.files import provision
from client.session import Outcome
from tests.asterisk.lab import Lab
from tests.asterisk.observer import Refused
from tests.asterisk.test_codes import dial, ring, takes
from tests.desk import running


@pytest.fixture
def lab(each_lab: Lab) -> Lab:
    """Each test here runs on every Asterisk that can be had."""
    return each_lab


@pytest.fixture
async def named_lab(prepared_lab: Lab) -> AsyncIterator[Lab]:
    """A lab whose PBX has a name: it stands before each Uniqueid."""
    prepared_lab.change("asterisk.conf", more="systemname = pbx-1.example\n")
    async with prepared_lab as lab:
        yield lab


@pytest.fixture
async def lab_of_both(prepared_lab: Lab) -> AsyncIterator[Lab]:
    """A lab that is reached by IPv6, too."""
    if not _has_ipv6():
        pytest.skip("this machine has no IPv6")
    prepared_lab.change("manager.conf", ("\nbindaddr = 127.0.0.1", "\nbindaddr = ::"))
    async with prepared_lab as lab:
        yield lab


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


async def provided(lab: Lab, *options: str, agent: str = "anna:204") -> Secret:
    """Write the account of Anna at 204 and let the PBX read it; return its secret.

    TLS is served at the lab's port, not at 5039 on all of this machine's addresses.
    """
    etc = lab.folder / "etc"
    words = ["provision", str(etc), "--agent", agent, *options]
    provision(read(words))
    written = etc / "cornetta-manager.conf"
    text = written.read_text()
    if "\ntlsbindaddr = 0.0.0.0:5039" in text:
        written.write_text(text.replace("0.0.0.0:5039", f"127.0.0.1:{lab.ami_tls_port}"))
    include = '#include "cornetta-manager.conf"\n'
    if include not in (etc / "manager.conf").read_text():
        lab.change("manager.conf", more=include)
    await lab.console("manager reload")
    (secret,) = re.findall(r"\[anna\]\nsecret = (\S+)", text)
    return Secret(secret)


async def provided_of_queues(lab: Lab, *, told: bool) -> Secret:
    """As `provided`, for the calls of group 501 alone; or, when told, of queues' callers, too."""
    secret = await provided(lab, agent="anna:204:501")
    if told:
        line = "eventfilter = Event: QueueCaller"
        lab.change("cornetta-manager.conf", (f"; {line}", line))
        await lab.console("manager reload")
    return secret


def settings(lab: Lab, **more: str | bool | int) -> Settings:
    return Settings(
        **{  # type: ignore[arg-type]
            "host": "127.0.0.1",
            "port": lab.ami_port,
            "username": "anna",
            "extension": "204",
            **more,
        }
    )


async def test_the_highest_rung_is_what_the_client_needs(lab: Lab) -> None:
    secret = await provided(lab)
    await lab.phone("101")
    await lab.phone("204")
    async with running(settings(lab), secret) as desk:
        await lab.call("101", name="First Caller", number="0451")
        assert (await desk.rings_at("101")).caller == Party("0451", "First Caller")
        assert (await desk.pickup(AnyCall())).outcome is Outcome.PICKED_UP


@pytest.mark.parametrize("rung", ["read-only", "originate"])
async def test_a_lower_rung_hears_of_calls_and_may_ask_nothing(lab: Lab, rung: str) -> None:
    secret = await provided(lab, "--rung", rung)
    await lab.phone("101")
    async with running(settings(lab), secret) as desk:
        await lab.call("101", number="0451")
        assert (await desk.rings_at("101")).caller == Party("0451")
    reader = await lab.observe("agent")
    await reader.connect(lab.ami_port, "anna", secret.reveal())
    may = dict((await reader.action("ListCommands")).headers)
    assert ("Originate" in may) is (rung == "originate")
    assert not {"Getvar", "Status", "Hangup", "Command", "DBPut", "UpdateConfig"} & may.keys()
    with pytest.raises(Refused):
        await reader.action("Getvar", Variable="AST_CONFIG(manager.conf,admin,secret)")


@pytest.mark.parametrize("told", [True, False])
async def test_a_filter_for_queues_is_written_for_who_wants_it(lab: Lab, *, told: bool) -> None:
    """Without it, an account that hears its groups alone hears of no queue.

    Soon after a try it takes the next for the same wait, be it a queue's or a hunt group's.
    """
    secret = await provided_of_queues(lab, told=told)
    await lab.phone("101")
    async with running(settings(lab), secret) as desk:
        await lab.call("720", number="0451")
        call = await desk.rings_at("101")
        await desk.shows(0)
        assert desk.removed[0].reason is EndReason.ENDED  # the caller waits on
        again = await desk.rings_at("101")
        assert again.queue == ("support" if told else "")
        assert again.since == call.since


@pytest.mark.parametrize("told", [True, False])
async def test_a_caller_who_waits_in_a_queue_before_the_login(lab: Lab, *, told: bool) -> None:
    """Who is not told when a caller leaves a queue does not say that they wait in one."""
    secret = await provided_of_queues(lab, told=told)
    await lab.phone("101")
    caller = await lab.call("700", number="0451")
    await lab.observer.ringing("PJSIP/101")
    async with running(settings(lab), secret) as desk:
        assert (await desk.rings_at("101")).queue == ("support" if told else "")
        await caller.hang_up()
        await desk.forgets_all()


@pytest.mark.parametrize("told", [True, False])
async def test_a_caller_hangs_up_in_a_queue_behind_a_filter(lab: Lab, *, told: bool) -> None:
    """The filter hides the caller's hangup, also where it tells that they wait in the queue."""
    secret = await provided_of_queues(lab, told=told)
    await lab.phone("101")
    async with running(settings(lab), secret) as desk:
        caller = await lab.call("700", number="0451")
        await desk.rings_at("101")
        await caller.hang_up()
        await desk.ended(EndReason.CALLER_GAVE_UP)


async def test_a_phone_of_a_queue_that_sends_183_alone_is_found_behind_a_filter(lab: Lab) -> None:
    secret = await provided(lab, agent="anna:204:501")
    await lab.phone("101", rings_with="183")
    async with running(settings(lab), secret) as desk:
        await lab.call("700", number="0451")
        await desk.rings_at("101")


async def test_a_click_of_an_account_with_a_filter_is_told_at_once(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("client.pickup.attempt.SETTLED_WITHIN_S", 60.0)
    secret = await provided(lab, agent="anna:204:501")
    await lab.phone("101")
    await lab.phone("204")
    async with running(settings(lab), secret) as desk:
        await lab.call("101", number="0451")
        await desk.rings_at("101")
        assert (await desk.pickup(AnyCall())).outcome is Outcome.PICKED_UP


async def test_a_phone_that_rejects_what_an_account_with_a_filter_sends(lab: Lab) -> None:
    """The filter hides the PBX's own word of it; a call that rang before the login rings on."""
    secret = await provided(lab, "--rung", "originate", agent="anna:204:501")
    await lab.phone("101")
    phone = await lab.phone("204", obeys="nothing")
    await lab.call("101", number="0451")
    await lab.observer.ringing("PJSIP/101")
    async with running(settings(lab), secret) as desk, TaskGroup() as tasks:
        click = tasks.create_task(desk.pickup(AnyCall()))
        await (await phone.next_call()).reject()
        result = await click
        assert (result.outcome, result.blind) == (Outcome.PHONE_DID_NOT_ANSWER, True)


async def test_who_may_originate_writes_any_file(prepared_lab: Lab) -> None:
    """What the pages and the doctor say of a thief of such an account."""
    prepared_lab.change("modules.conf", more="load = func_env.so\n")
    async with prepared_lab as lab:
        secret = await provided(lab, "--rung", "originate")
        thief = await lab.observe("agent")
        await thief.connect(lab.ami_port, "anna", secret.reveal())
        written = lab.folder / "etc" / "of-a-thief.conf"
        await thief.originate(
            "Local/619@office/n", Application="Wait", Data="1", Variable=f"FILE({written})=written"
        )
        await lab.observer.event(lambda event: event["Event"] == "OriginateResponse")
        assert written.read_text() == "written"


async def test_any_account_may_end_all_talks_and_see_who_waits(lab: Lab) -> None:
    """Likewise of the lowest rung, whatever its event filter."""
    secret = await provided(lab, "--rung", "read-only", agent="anna:204:502")
    thief = await lab.observe("agent")
    await thief.connect(lab.ami_port, "anna", secret.reveal())
    for action in ("Originate", "Getvar", "Status", "Command", "GetConfig", "Hangup", "DBGet"):
        with pytest.raises(Refused):
            await thief.action(action)
    await lab.call("700", number="0451")
    await lab.observer.event(lambda event: event["Event"] == "QueueCallerJoin")
    waits = await thief.listing("QueueStatus")
    assert "0451" in {row["CallerIDNum"] for row in waits}
    await lab.phone("101")
    _, call = await lab.talk("101", "101", number="0452")
    uniqueid = await lab.uniqueid(call)
    (talk,) = await thief.listing("BridgeList")
    await thief.action("BridgeTechnologySuspend", BridgeTechnology=talk["BridgeTechnology"])
    await thief.action("BridgeDestroy", BridgeUniqueid=talk["BridgeUniqueid"])
    await lab.observer.until(lambda: uniqueid not in lab.observer.channels, "the end of the talk")


async def test_from_elsewhere_nobody_may_log_in(lab: Lab) -> None:
    secret = await provided(lab, "--permit", "192.0.2.0/24")
    with pytest.raises(AuthenticationFailed):
        async with running(settings(lab), secret):
            pass
    secret = await provided(lab, "--permit", "192.0.2.0/24", "--permit", "127.0.0.1")
    async with running(settings(lab), secret) as desk:
        assert desk.session.me == Party("204", "Desk 204")


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
async def test_from_private_networks_both_protocols_may(lab_of_both: Lab, host: str) -> None:
    secret = await provided(lab_of_both)
    async with running(settings(lab_of_both, host=host), secret) as desk:
        assert desk.session.me == Party("204", "Desk 204")


async def test_over_tls(lab: Lab) -> None:
    manager = lab.folder / "etc" / "manager.conf"
    own = [line for line in manager.read_text().splitlines() if not line.startswith("tls")]
    manager.write_text("\n".join(own))
    await lab.console("manager reload")
    with pytest.raises(ConnectionRefusedError):
        await (await lab.observe("agent")).connect(lab.ami_tls_port, "agent", "agent")
    tls = lab.folder / "tls"
    pem = ("--certificate", str(tls / "server.pem"), "--key", str(tls / "server.key"))
    secret = await provided(lab, *pem)
    over_tls = {"port": lab.ami_tls_port, "tls": True}
    async with running(settings(lab, **over_tls, ca_file=str(lab.ca_file)), secret) as desk:
        assert desk.session.me == Party("204", "Desk 204")
    with pytest.raises(CertificateRefused):
        async with running(settings(lab, **over_tls), secret):
            pass


@pytest.mark.parametrize("way", ["leg", "dialplan"])
async def test_a_pbx_with_a_name(named_lab: Lab, way: str) -> None:
    """The codes and the client find the most recent call though each id begins with the name."""
    lab = named_lab
    secret = await provided(lab)
    for endpoint in ("101", "102", "103", "204"):
        await lab.phone(endpoint)
    (first,) = await ring(lab, "101", "101", number="0451")
    assert first.startswith("pbx-1.example-")
    async with running(settings(lab, pickup_by=way), secret) as desk:
        await desk.shows(1)
        await ring(lab, "102", "102", number="0452")
        (third,) = await ring(lab, "103", "103", number="0453")
        assert [call.caller.number for call in await desk.shows(3)] == ["0453", "0452", "0451"]
        assert all(abs(desk.session.now() - call.since) < 5 for call in desk.calls)
        await takes(lab, "201", "**", third)
        await desk.shows(2)
        result = await desk.pickup(AnyCall())
        assert result.outcome is Outcome.PICKED_UP
        assert result.call
        assert result.call.caller.number == "0452"
        assert (await dial(lab, "201", "**101"))[1] == first
