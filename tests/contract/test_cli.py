"""The command line as a person or a script uses it: real processes, real exit codes."""

import json
import signal
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.contract.command import Run
from tests.contract.office import Office

# Whether events tell the groups makes no difference here.
pytestmark = pytest.mark.parametrize(
    "office", ["simulator", pytest.param("asterisk", marks=pytest.mark.asterisk)], indirect=True
)


async def test_groups(office: Office, cornetta: Run) -> None:
    await office.switch_on("101")
    await office.call("101", number="0451")
    await office.rang_with("101")
    code, out, _ = await (await cornetta("groups", "--json")).end()
    assert code == 0
    assert json.loads(out) == [
        {"number": "501", "name": "Support", "ringing": 1},
        {"number": "502", "name": "Sales", "ringing": 0},
    ]
    code, out, _ = await (await cornetta("groups")).end()
    assert code == 0
    assert "Support" in out


async def test_calls(office: Office, cornetta: Run) -> None:
    code, out, _ = await (await cornetta("calls", "--json")).end()
    assert (code, json.loads(out)) == (0, [])
    await office.switch_on("101", "102", "103")
    await office.call("700", name="Rossi, Mario", number="0451")
    await office.rang_with("103")
    await office.rang_with("101")
    code, out, _ = await (await cornetta("calls", "--json")).end()
    assert code == 0
    (call,) = json.loads(out)
    legs = sorted(call["legs"], key=lambda leg: str(leg["extension"]))
    assert legs == [
        {"extension": "101", "name": "Desk 101", "state": "ringing"},
        {"extension": "103", "name": "Desk 103", "state": "ringing"},
    ]
    assert call["caller"] == {"name": "Rossi, Mario", "number": "0451"}
    assert call["groups"] == ["501", "502"]
    assert call["queue"] == "support"
    assert call["since"].endswith("Z")
    assert 0 <= call["seconds"] < 5
    await office.call("102", number="0452")
    await office.rang_with("102")
    code, out, _ = await (await cornetta("calls", "--group", "502", "--json")).end()
    assert [one["id"] for one in json.loads(out)] == [call["id"]]
    code, out, _ = await (await cornetta("calls")).end()
    assert "Rossi, Mario (0451)" in out


async def test_watch(office: Office, cornetta: Run) -> None:
    await office.switch_on("101", "102")
    first = await office.call("101", number="0451")
    await office.rang_with("101")
    watch = await cornetta("watch", "--json")
    line = await watch.line(0)
    assert (line["change"], line["call"]["caller"]["number"]) == ("added", "0451")
    await first.give_up()
    line = await watch.line(1)
    assert (line["change"], line["reason"], line["by"]) == ("removed", "caller_gave_up", None)
    await office.call("102", number="0452")
    assert (await watch.line(2))["change"] == "added"
    await office.answer("102")
    line = await watch.line(3)
    assert (line["change"], line["reason"]) == ("removed", "answered")
    assert line["by"] == {"extension": "102", "name": "Desk 102"}
    assert watch.process
    watch.process.send_signal(signal.SIGINT)
    assert await watch.end() == (0, "\n".join(watch.lines), "")


async def test_watch_of_one_group_tells_who_took_a_call(office: Office, cornetta: Run) -> None:
    """It rings in two groups; the phone of the other one is cancelled after the pickup."""
    await office.switch_on("101", "104", "204")
    watch = await cornetta("watch", "--json", "--group", "502", CORNETTA_EXTENSION="103")
    caller = await office.call("604", number="0451")
    await office.rang_with("101")
    await office.rang_with("104")
    assert (await watch.line(0))["change"] == "added"
    code, _, _ = await (await cornetta("pickup", "--exten", "104")).end()
    assert code == 0
    await caller.talks_with("204")
    # Where 104 rings before 101, the second phone is an update.
    await watch.line(1)
    line = await watch.line(2) if '"updated"' in watch.lines[1] else await watch.line(1)
    assert (line["change"], line["reason"]) == ("removed", "picked_up")
    assert line["by"] == {"extension": "204", "name": "Desk 204"}
    assert watch.process
    watch.process.send_signal(signal.SIGINT)
    assert await watch.end() == (0, "\n".join(watch.lines), "")
    assert json.loads(watch.lines[-1]) == line  # the other phone's end is not told again


async def test_pickup(office: Office, cornetta: Run) -> None:
    await office.switch_on("101", "102", "204")
    caller = await office.call("101", name="First Caller", number="0451")
    await office.rang_with("101")
    code, out, errors = await (await cornetta("pickup", "--json")).end()
    result = json.loads(out)
    assert (code, errors, result["outcome"]) == (0, "", "picked_up")
    assert result["by"] == {"extension": "204", "name": "Desk 204"}
    assert result["call"]["caller"] == {"name": "First Caller", "number": "0451"}
    assert result["seconds"] < 2
    await caller.talks_with("204")


@pytest.mark.parametrize("which", ["--group", "--exten", "--call"])
async def test_pickup_of_one(office: Office, cornetta: Run, which: str) -> None:
    await office.switch_on("101", "104", "204")
    caller = await office.call("101", number="0451")
    await office.rang_with("101")
    await office.call("104", number="0452")
    await office.rang_with("104")
    _, out, _ = await (await cornetta("calls", "--json")).end()
    ids = {call["caller"]["number"]: call["id"] for call in json.loads(out)}
    value = {"--group": "501", "--exten": "101", "--call": ids["0451"]}[which]
    code, out, _ = await (await cornetta("pickup", which, value)).end()
    assert code == 0
    assert "You took 0451 from 101 Desk 101." in out
    await caller.talks_with("204")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_a_pickup_that_is_ended_from_outside_lets_my_phone_stop(
    office: Office, cornetta: Run, number: signal.Signals
) -> None:
    """By Ctrl-C, `timeout`, or as its terminal is closed: nobody waits for that phone any more."""
    await office.switch_on("101")
    await office.switch_on_without_auto_answer("204")
    await office.call("101", number="0451")
    await office.rang_with("101")
    pickup = await cornetta("pickup", account="admin")
    await office.rang_with("204")
    assert pickup.process
    pickup.process.send_signal(number)
    assert await pickup.end() == (130, "", "")
    await office.not_ringing("204")


async def test_nothing_to_take(cornetta: Run) -> None:
    code, out, errors = await (await cornetta("pickup", "--json")).end()
    assert (code, json.loads(out)["outcome"]) == (1, "nothing_ringing")
    assert errors == "Nothing rings there now that you may take.\n"
    code, _, errors = await (await cornetta("pickup", "--group", "599")).end()
    assert (code, errors) == (
        1,
        "That is not in your pickup groups, so you may not take it.\n",
    )
    code, _, errors = await (await cornetta("pickup", "--call", "1795384178.4")).end()
    assert (code, errors) == (1, "Nothing rings there now that you may take.\n")


async def test_no_right(office: Office, cornetta: Run) -> None:
    await office.switch_on("101")
    await office.call("101", number="0451")
    await office.rang_with("101")
    code, out, _ = await (
        await cornetta("pickup", "--json", account="watcher", CORNETTA_SOFTPHONE="none")
    ).end()
    assert (code, json.loads(out)["outcome"]) == (4, "no_right")
    code, _, errors = await (await cornetta("calls", account="blind")).end()
    assert (code, errors.count("\n")) == (4, 1)
    assert "'read = call,agent'" in errors


@pytest.mark.parametrize(
    ("environment", "arguments", "exit_code", "words"),
    [
        ({"CORNETTA_SECRET": "wrong"}, ("calls",), 3, "refused the login"),
        ({"CORNETTA_PORT": "1"}, ("calls", "--json"), 3, "nothing listens"),
        ({"CORNETTA_PORT": "abc"}, ("calls",), 2, "port"),
        ({"CORNETTA_HOST": "no.such.host.invalid"}, ("calls",), 3, "No host"),
        ({"CORNETTA_HOST": ""}, ("calls",), 2, "host"),
        ({"CORNETTA_EXTENSION": "999"}, ("pickup",), 2, "no extension 999"),
        ({"CORNETTA_SECRET": ""}, ("calls",), 2, "secret"),
        ({"CORNETTA_TLS": "1"}, ("calls",), 3, "TLS"),
        ({}, ("calls", "--group", "599"), 2, "501 Support"),
        ({}, ("calls", "--nonsense"), 2, "unrecognized"),
        ({}, ("nonsense",), 2, "nonsense"),
    ],
)
async def test_bad_input_gets_one_clear_sentence(
    cornetta: Run,
    environment: dict[str, str],
    arguments: tuple[str, ...],
    exit_code: int,
    words: str,
) -> None:
    code, out, errors = await (await cornetta(*arguments, **environment)).end()
    assert (code, out) == (exit_code, "")
    assert words in errors
    assert errors.count("\n") == 1 or exit_code == 2  # argparse shows the usage too
    if secret := environment.get("CORNETTA_SECRET"):
        assert secret not in errors


@pytest.mark.parametrize(
    ("account", "environment", "exit_code", "outcome"),
    [
        ("agent", {"CORNETTA_SECRET": "wrong"}, 3, "link_lost"),
        ("agent", {"CORNETTA_PORT": "1"}, 3, "link_lost"),
        ("blind", {}, 4, "no_right"),
        ("agent", {"CORNETTA_EXTENSION": "999"}, 2, None),
    ],
)
async def test_a_pickup_that_cannot_begin_has_an_outcome_too(
    cornetta: Run, account: str, environment: dict[str, str], exit_code: int, outcome: str | None
) -> None:
    """A script reads the outcome; wrong settings are no outcome."""
    code, out, errors = await (
        await cornetta("pickup", "--json", account=account, **environment)
    ).end()
    assert (code, errors.count("\n")) == (exit_code, 1)
    if outcome is None:
        assert out == ""
        return
    result = json.loads(out)
    assert 0 < result.pop("seconds") < 5
    assert result == {"outcome": outcome, "call": None, "by": None}


async def test_a_recording_is_replayed_as_it_was_seen(
    office: Office, cornetta: Run, tmp_path: Path
) -> None:
    """One call rings before, one comes and is picked up; the file holds no secret."""
    file = tmp_path / "it.ami"
    await office.switch_on("101", "103", "204")
    first = await office.call("700", name="Rossi, Mario", number="0451")
    await office.rang_with("101")
    await office.rang_with("103")
    record = await cornetta("record", str(file), "--json")
    await record.line(0)
    second = await office.call("101", number="0452")
    lines = count(1)
    while (await record.line(next(lines)))["change"] != "added":
        pass
    code, _, _ = await (await cornetta("pickup", "--exten", "101")).end()
    assert code == 0
    await second.talks_with("204")
    await first.hang_up()
    while (await record.line(next(lines)))["reason"] != "caller_gave_up":
        pass
    assert record.process
    record.process.send_signal(signal.SIGINT)
    code, seen, errors = await record.end()
    assert code == 0
    assert errors.startswith(f"Recording to {file}. Ctrl-C ends it.\n")
    assert b"secret" not in file.read_bytes().lower()

    code, again, errors = await (await cornetta("replay", str(file), "--json")).end()
    assert (code, errors) == (0, "")
    assert [story(line) for line in again.splitlines()] == [
        story(line) for line in seen.splitlines()
    ]
    code, again, _ = await (await cornetta("record", str(file))).end()
    assert (code, again) == (1, "")


def story(line: str) -> dict[str, Any]:
    """A line of `watch` without its times, which are a millisecond apart."""
    told: dict[str, Any] = json.loads(line)
    del told["call"]["since"], told["call"]["seconds"]
    return told


async def test_who_may_not_ask_is_told_what_is_missing(office: Office, cornetta: Run) -> None:
    await office.switch_on("101")
    await office.call("101", number="0451")
    await office.rang_with("101")
    code, out, said = await (await cornetta("calls", account="reader")).end()
    assert code == 0
    assert out == "Nothing has rung yet. Your groups show up as their calls begin to ring."
    assert said.startswith("What rang before ")
