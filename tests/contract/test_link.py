"""The link breaks and comes back, in the middle of everything."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import msgspec
import pytest

from client.ami_session import AmiSession
from client.calls.choice import AnyCall
from client.calls.events import EndReason, LegState
from client.config.credentials import Secret
from client.config.settings import Settings
from client.errors import (
    AuthenticationFailed,
    HearsNoCalls,
    LinkError,
    UnknownExtension,
)
from client.session import LinkState, Outcome
from client.tasks import TaskOwner
from tests.contract.office import Office, RingsWith
from tests.desk import Desk, running
from tests.proxy import Proxy

Sit = Callable[..., AbstractAsyncContextManager[Desk]]

# Whether events tell the groups makes no difference here.
pytestmark = pytest.mark.parametrize(
    "office", ["simulator", pytest.param("asterisk", marks=pytest.mark.asterisk)], indirect=True
)


async def test_a_call_that_rings_on_keeps_its_age(office: Office, proxy: Proxy, desk: Desk) -> None:
    await office.switch_on("101")
    await office.call("101", number="0451")
    call = await desk.rings_at("101")
    told = len(desk.changes)
    proxy.cut()
    await desk.is_link(LinkState.STALE)
    assert desk.calls == [call]
    assert (await desk.pickup(AnyCall())).outcome is Outcome.LINK_LOST
    await desk.is_link(LinkState.LIVE)
    assert desk.calls == [call]
    assert len(desk.changes) == told
    assert proxy.sent.count(b"Action: Originate") == 0


async def test_what_happened_meanwhile_is_seen_after(
    office: Office, proxy: Proxy, desk: Desk
) -> None:
    await office.switch_on("101", "102", "103")
    goes = await office.call("101", number="0451")
    await desk.rings_at("101")
    await proxy.refuse()
    await desk.is_link(LinkState.STALE)
    await goes.give_up()
    await office.call("102", number="0452")
    await office.rang_with("102")
    await proxy.open()
    await desk.is_link(LinkState.LIVE)
    assert [call.caller.number for call in desk.calls] == ["0452"]
    assert desk.removed[-1].reason is EndReason.ENDED
    await office.answer("102")
    await desk.shows(0)
    await desk.forgets_all()


@pytest.mark.parametrize("rings_with", ["183", "183 and media"])
async def test_a_phone_with_183_that_rings_already(
    office: Office, sit_down: Sit, rings_with: RingsWith
) -> None:
    await office.switch_on("101", rings_with=rings_with)
    await office.switch_on("204")
    await office.call("101", number="0451")
    await office.rang_with("101")
    await office.call("102", number="0452")  # no phone is on, and so none replies
    async with sit_down() as desk:
        assert (await desk.rings_at("101")).legs[0].state is LegState.EARLY_MEDIA
        assert (await desk.pickup(AnyCall())).outcome is Outcome.PICKED_UP


async def test_silence_is_noticed(office: Office, proxy: Proxy, desk: Desk) -> None:
    await office.switch_on("101")
    proxy.silence()
    await desk.is_link(LinkState.STALE, limit_s=10)
    as_of = desk.session.link.as_of
    assert as_of is not None
    assert 3 < desk.session.now() - as_of < 10


async def test_a_link_lost_in_the_middle_of_a_pickup(
    office: Office, proxy: Proxy, desk: Desk
) -> None:
    await office.switch_on("101")
    await office.switch_on_without_auto_answer("204")
    await office.call("101", number="0451")
    await desk.rings_at("101")
    pickup = asyncio.ensure_future(desk.pickup(AnyCall()))  # noqa: TID251
    await office.rang_with("204")
    proxy.cut()
    assert (await pickup).outcome is Outcome.LINK_LOST
    await desk.is_link(LinkState.LIVE)
    assert proxy.sent.count(b"Action: Originate") == 1


async def first_error(settings: Settings, secret: str) -> tuple[LinkError, AmiSession, TaskOwner]:
    session, tasks = AmiSession(settings, Secret(secret)), TaskOwner()
    tasks.start(session.run(), name="session")
    with pytest.raises(LinkError) as caught:
        await session.ready()
    return caught.value, session, tasks


async def test_a_wrong_secret_is_tried_once(office: Office, proxy: Proxy) -> None:
    settings = msgspec.structs.replace(office.settings(), port=proxy.port)
    error, session, tasks = await first_error(settings, "wrong")
    assert isinstance(error, AuthenticationFailed)
    assert session.link.state is LinkState.REFUSED
    await tasks.aclose()
    assert proxy.accepted == 1


async def test_an_unknown_extension(office: Office) -> None:
    settings = msgspec.structs.replace(office.settings(), extension="999")
    error, session, tasks = await first_error(settings, office.secret().reveal())
    assert isinstance(error, UnknownExtension)
    assert session.link.state is LinkState.REFUSED
    await tasks.aclose()


@pytest.mark.parametrize("account", ["blind", "queues"])
async def test_an_account_that_hears_of_no_calls(office: Office, account: str) -> None:
    settings = office.settings(account=account)
    error, session, tasks = await first_error(settings, office.secret(account).reveal())
    assert isinstance(error, HearsNoCalls)
    assert session.link.state is LinkState.REFUSED
    await tasks.aclose()


@pytest.mark.parametrize("account", ["admin", "agent", "templated", "included"])
async def test_an_account_that_hears_of_calls(office: Office, account: str) -> None:
    await office.switch_on("101")
    async with running(office.settings(account=account), office.secret(account)) as desk:
        await office.call("101", number="0451")
        await desk.rings_at("101")
