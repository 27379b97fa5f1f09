"""The login: the secret is sent to nobody who should not have it, and tried once."""

import hashlib
from pathlib import Path

import pytest

from client.ami.opening import open_connection
from client.errors import AuthenticationFailed, LinkBroke
from client.tasks import TaskOwner
from tests.certificates import Certificates, trusting
from tests.unit.links import Heard, connected, lost
from tests.unit.scripted_server import Request, Server, refusal, success


@pytest.mark.parametrize("secret", ["s3cret", " s3cret\t\n"])
async def test_login_sends_a_digest_and_no_secret(secret: str) -> None:
    """A secret has no spaces at its ends: Asterisk takes them off."""

    def answer(request: Request) -> bytes:
        if request.action == "Challenge":
            return success(request, Challenge="812345")
        return success(request)

    async with Server(answer) as server, connected(server) as connection:
        await connection.login("agent", secret, "call,agent")
        login = server.actions("Login")[0]
        assert (login["Username"], login["Events"]) == ("agent", "call,agent")
        assert (login["AuthType"], login["Secret"]) == ("MD5", "")
        assert login["Key"] == hashlib.md5(b"812345s3cret").hexdigest()  # noqa: S324 - AMI's
        assert "s3cret" not in repr(server.links[0].requests)


async def test_a_secret_whose_bytes_are_no_utf8_goes_into_the_digest_as_they_are(
    server: Server,
) -> None:
    """As an environment variable in Latin-1 gives it."""
    server.answer = lambda request: success(request, Challenge="8")
    async with connected(server) as connection:
        await connection.login("agent", b"s\xe9cret".decode(errors="surrogateescape"), "call")
        key = server.actions("Login")[0]["Key"]
        assert key == hashlib.md5(b"8s\xe9cret").hexdigest()  # noqa: S324 - AMI's
        with pytest.raises(AuthenticationFailed):
            await connection.login("agent", "\ud83d", "call")


def without_challenge(request: Request) -> bytes:
    return refusal(request) if request.action == "Challenge" else success(request)


async def test_login_keeps_the_secret_to_itself_where_others_might_listen() -> None:
    async with Server(without_challenge) as server, connected(server) as connection:
        with pytest.raises(AuthenticationFailed):
            await connection.login("agent", "s3cret", "call")
        assert not server.actions("Login")


async def test_login_sends_the_secret_over_tls_where_there_is_no_challenge(tmp_path: Path) -> None:
    certificates = Certificates(tmp_path / "good")
    async with Server(without_challenge, tls=certificates.server) as server:
        receiver = Heard().receiver()
        connection = await open_connection(trusting(certificates, server.port), receiver)
        await connection.login("agent", "s3cret", "call")
        login = server.actions("Login")[0]
        assert (login["Secret"], login["Key"], login["AuthType"]) == ("s3cret", "", "")
        await connection.close()


async def test_a_wrong_secret_is_tried_once() -> None:
    def answer(request: Request) -> bytes:
        wrong = request.action == "Login"
        return refusal(request, "Authentication failed") if wrong else success(request)

    async with Server(answer) as server, connected(server) as connection:
        with pytest.raises(AuthenticationFailed) as caught:
            await connection.login("agent", "wrong", "call")
        assert str(caught.value.detail) == "Authentication failed"
        await connection.close()
        assert len(server.actions("Login")) == 1
        assert len(server.links) == 1


async def test_a_server_that_hangs_up_at_login(tasks: TaskOwner) -> None:
    async with Server(lambda _: b"") as server, connected(server) as connection:
        login = tasks.start(lost(connection.login("agent", "agent", "call")), name="login")
        await server.asked("Challenge")
        server.links[0].cut()
        assert type(await login) is LinkBroke
