"""Every outcome, ending and error has its sentence."""

import re
import string

import pytest

from client import errors
from client.calls.call import Call, CallId, Leg
from client.calls.events import EndReason, GroupId, LegState, Party
from client.config.settings import COMMAND_LINE
from client.error_wording import error
from client.errors import ClientError
from client.sentence import Sentence
from client.session import Outcome, PickupResult
from client.wording import caller, clock_text, ending, incomplete, outcome, party, span_text

FIRST = Party("0451", "First {caller} %s")
LEG = Leg(
    "1.1",
    "101",
    Party("101", "Desk 101"),
    FIRST,
    frozenset({GroupId("501")}),
    LegState.RINGING,
    (1.0, 1),
)
CALL = Call(CallId("pbx", "1.0"), (LEG,), "", 0.0)


def result(of: Outcome, by: Party | None = None) -> PickupResult:
    return PickupResult(of, CALL, LEG.desk, by, 0.1)


def is_a_sentence(sentence: Sentence) -> None:
    """It can be read, and a translator can fill it."""
    text = str(sentence)
    assert text.strip() == text != ""
    assert "None" not in text
    assert "()" not in text
    fields = {name for _, name, _, _ in string.Formatter().parse(sentence.template) if name}
    assert fields <= {key for key, _ in sentence.values}


@pytest.mark.parametrize("of", Outcome)
@pytest.mark.parametrize("by", [None, Party("201", "Desk 201"), Party("201")])
def test_every_outcome_has_a_sentence(of: Outcome, by: Party | None) -> None:
    sentence = outcome(result(of, by))
    is_a_sentence(sentence)
    assert str(sentence).endswith(".")
    is_a_sentence(outcome(PickupResult(of)))
    is_a_sentence(outcome(PickupResult(of, blind=True)))


def test_the_outcomes_that_name_somebody() -> None:
    taken = str(outcome(result(Outcome.PICKED_UP, Party("204"))))
    assert taken == "You took First {caller} %s (0451) from 101 Desk 101."
    rival = str(outcome(result(Outcome.TAKEN_BY_OTHER, Party("201", "Desk 201"))))
    assert rival.startswith("201 Desk 201 was faster")
    unknown = str(outcome(result(Outcome.TAKEN_BY_OTHER)))
    assert unknown.startswith("Somebody else was faster")
    gone = str(outcome(result(Outcome.NOTHING_RINGING)))
    assert gone.startswith("101 Desk 101 stopped ringing")


def test_what_a_list_lacks() -> None:
    assert re.fullmatch(r"What rang before \d\d:\d\d:\d\d is not shown, .*\.", str(incomplete(1e9)))


@pytest.mark.parametrize("reason", EndReason)
@pytest.mark.parametrize("by", [None, Party("204", "Desk 204")])
def test_every_ending_has_words(reason: EndReason, by: Party | None) -> None:
    sentence = ending(reason, by)
    is_a_sentence(sentence)
    names = reason in (EndReason.ANSWERED, EndReason.PICKED_UP) and by is not None
    assert ("204 Desk 204" in str(sentence)) is names


STEP = Sentence("a step")
MADE: dict[type[ClientError], ClientError] = {
    errors.SettingsError: errors.SettingsError("port", Sentence("is no number"), "the environment"),
    errors.WrongOption: errors.WrongOption("--agent", "names an account twice"),
    errors.SecretStoreError: errors.SecretStoreError(Sentence("the keyring is locked")),
    errors.ActionRejected: errors.ActionRejected("Getvar", Sentence("Permission denied")),
    errors.CoversExtensions: errors.CoversExtensions("1XX", ["101 Anna"]),
    errors.InvalidNumbering: errors.InvalidNumbering(Sentence("range"), Sentence("has no X")),
    errors.InvalidFile: errors.InvalidFile("row 3", Sentence("the name is missing")),
    errors.NotImported: errors.NotImported("row 3", "the name is missing"),
    errors.InvalidRows: errors.InvalidRows([errors.NotImported("row 3", "the name is missing")]),
    errors.NotWritten: errors.NotWritten(
        "the saves", Sentence("nothing can be written: No space left")
    ),
    errors.SoundFileUnusable: errors.SoundFileUnusable("bell.wav", Sentence("no sound")),
    errors.FileProblem: errors.FileProblem("it.ami", Sentence("is odd")),
    errors.FileNotWritten: errors.FileNotWritten("it.ami", Sentence("exists already")),
    errors.NotAdministrator: errors.NotAdministrator("anna", ["DBPut", "DBDel"]),
    errors.SaveFailed: errors.SaveFailed(STEP, Sentence("no right"), (STEP,)),
    errors.StoodStill: errors.StoodStill(3600.0),
    errors.ClientError: errors.ClientError("odd"),
    errors.InvalidValue: errors.InvalidValue("a line end in Data"),
}


def kinds(base: type[ClientError] = ClientError) -> list[type[ClientError]]:
    return [base, *(kind for child in base.__subclasses__() for kind in kinds(child))]


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_every_error_has_a_sentence(kind: type[ClientError]) -> None:
    problem = MADE.get(kind) or kind("the detail")
    sentence = error(problem)
    is_a_sentence(sentence)
    generic = error(ClientError("odd")).template
    assert (sentence.template == generic) == (kind in (ClientError, errors.InvalidValue))


def test_an_error_of_a_whole_file() -> None:
    problem = errors.SettingsError("", Sentence("cannot be read"), "/home/x/settings.toml")
    assert str(error(problem)) == "The file /home/x/settings.toml cannot be read."
    nowhere = errors.SettingsError("port", Sentence("is no number"))
    assert str(error(nowhere)) == "The setting 'port' is no number."
    here = errors.SettingsError("port", Sentence("is no number"), COMMAND_LINE)
    assert str(error(here)) == "The setting 'port' is no number (command line)."


def test_a_computer_that_slept_blames_no_network() -> None:
    slept = str(error(errors.StoodStill(9 * 3600 + 10)))
    assert slept == "This computer slept, or was too busy, for 9 h."


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.9, "0 s"),
        (119.9, "119 s"),
        (120, "2 min"),
        (7199, "119 min"),
        (7200, "2 h"),
        (225_000, "62 h"),
    ],
)
def test_a_span_of_time(seconds: float, text: str) -> None:
    assert span_text(seconds) == text


@pytest.mark.parametrize(
    ("who", "text"),
    [
        (Party("0451", "First"), "First (0451)"),
        (Party("0451"), "0451"),
        (Party(name="First"), "First"),
        (Party(name="{odd} %s"), "{odd} %s"),
        (Party(), "Unknown caller"),
    ],
)
def test_a_caller(who: Party, text: str) -> None:
    assert str(caller(who)) == text


def test_a_party() -> None:
    assert party(Party("204", "Desk 204")) == "204 Desk 204"
    assert party(Party("204")) == "204"
    assert party(Party()) == ""


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-5, "0:00"), (0, "0:00"), (7.9, "0:07"), (60, "1:00"), (3599, "59:59"), (3725, "1:02:05")],
)
def test_a_duration(seconds: float, text: str) -> None:
    assert clock_text(seconds) == text


def test_a_save_that_failed_says_what_stands() -> None:
    problem = errors.SaveFailed(STEP, Sentence("no right"))
    assert str(error(problem)).endswith("(a step: no right). All is as it was before.")
    problem = errors.SaveFailed(STEP, Sentence("no right"), (Sentence("another"),))
    assert str(error(problem)).endswith("These could not be taken back: another.")


def test_of_very_many_only_the_first_are_named() -> None:
    left = tuple(Sentence(f"step {n}") for n in range(1000))
    problem = errors.SaveFailed(STEP, Sentence("no right"), left)
    assert str(error(problem)).endswith("step 8; step 9; and 990 more.")
