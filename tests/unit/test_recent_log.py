"""The log that a report takes along."""

import logging

import pytest

from client.config.credentials import Secret
from client.recent_log import MOST_CHARACTERS, MOST_LINES, RecentLog
from client.sentence import Sentence

SECRET = "Zwölf-Boxkämpfer-4711"
log = logging.getLogger("client.here")


@pytest.fixture
def recent() -> RecentLog:
    return RecentLog()


def text_of(recent: RecentLog) -> str:
    return "".join(line.text() for line in recent.lines)


def test_each_line_with_its_values(recent: RecentLog) -> None:
    with recent.listening():
        log.debug("Nothing learnt about %r: %s", "101", ValueError("no such thing"))
        log.info("%d of %g, plainly", 3, 1.5)
    log.warning("not heard any more")
    first, second = recent.lines
    assert first.text().endswith("DEBUG client.here: Nothing learnt about '101': no such thing\n")
    assert second.text().endswith("INFO client.here: 3 of 1.5, plainly\n")
    assert logging.getLogger("client").level == logging.NOTSET


def fail() -> None:
    raise ValueError("Anna") from KeyError("Berta")


def test_what_may_speak_of_a_person_is_set_apart(recent: RecentLog) -> None:
    with recent.listening():
        try:
            fail()
        except ValueError:
            log.warning("It failed for %s", "Carla", exc_info=True)
    (line,) = recent.lines
    told = line.text(lambda text: "•" * len(text))
    assert "It failed for •••••\n" in told
    assert "builtins.ValueError: ••••\n" in told
    assert "builtins.KeyError: •••••••\n" in told
    assert "tests/unit/test_recent_log.py:" in told
    assert "raise ValueError" in told  # a line of code


def test_the_words_of_a_sentence_are_our_own(recent: RecentLog) -> None:
    why = Sentence("{who} said so").format(who="Anna")
    with recent.listening():
        log.warning("%s", Sentence("This is odd: {why} ({where}).").format(why=why, where="b\nc"))
    (line,) = recent.lines
    assert line.text().endswith("client.here: This is odd: Anna said so (b c).\n")
    assert "This is odd: •••• said so (•••).\n" in line.text(lambda text: "•" * len(text))


def test_no_value_of_a_variable_is_in_it(recent: RecentLog) -> None:
    def login(secret: Secret, text: str) -> None:
        raise RuntimeError(f"{secret} has {len(text)} characters")

    with recent.listening():
        try:
            login(Secret(SECRET), SECRET)
        except RuntimeError:
            log.warning("It failed", exc_info=True)
    assert "••• has" in text_of(recent)
    assert SECRET not in text_of(recent)


def test_it_is_bounded(recent: RecentLog) -> None:
    with recent.listening():
        for _ in range(MOST_LINES + 1):
            log.info("%s", "x" * 2 * MOST_CHARACTERS)
    assert len(recent.lines) == MOST_LINES
    assert len(recent.lines[0].text()) < MOST_CHARACTERS + 100


def test_a_line_that_does_not_fit_its_values(recent: RecentLog) -> None:
    handler_record = log.makeRecord("client", logging.INFO, "it.py", 1, "%d", ("x",), None)
    recent.handle(handler_record)
    assert text_of(recent).endswith("%d ('x',)\n")


def test_what_nobody_else_takes_is_still_printed(
    recent: RecentLog, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(logging.root, "handlers", [])
    with recent.listening():
        log.info("quiet")
        log.warning("loud")
    assert capsys.readouterr().err == "loud\n"
