"""The reasons that errors carry in English, in the user's language."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from client.admin.plan import DatabaseStep, EndpointStep
from client.admin.store import something_else
from client.config.preferences import PreferenceStore
from client.config.settings_words import HELP, REFUSED
from client.errors import (
    ActionRejected,
    ChangedMeanwhile,
    ConnectionLost,
    InvalidFile,
    InvalidNumbering,
    SecretStoreError,
    SettingsError,
)
from client.plain_text import one_line
from client.qt.texts.error_text import error_text
from client.qt.texts.languages import Languages
from client.qt.texts.reason_text import _patterns, reason_text
from tests.integration.every_window import OFFICE

CLIENT = Path(__file__).parents[2] / "client"
SHOWN = (
    "admin/merge.py",
    "admin/history.py",
    "admin/office.py",
    "ami/connection.py",
    "ami/opening.py",
    "ami/protocol.py",
    "ami_session.py",
    "calls/numbering.py",
    "config/keyring_thread.py",
    "config/settings_file.py",
    "errors.py",
    "qt/groups/group_form.py",
    "qt/user_profile.py",
    "sound/output.py",
)
"""Where reasons are made that the window shows."""

RAISED = (
    "CertificateRefused",
    "ConnectionLost",
    "CoversExtensions",
    "InvalidFile",
    "InvalidNumbering",
    "ProtocolError",
    "SecretStoreError",
    "SettingsError",
    "SoundFileUnusable",
)
_SECOND = ("InvalidFile", "InvalidNumbering", "SettingsError", "SoundFileUnusable")
"""Those whose reason is the second argument; of the others it is the first."""

ELSEWHERE = ("502 502",)
"""Its words are made of two parts."""


def is_known(reason: str) -> bool:
    """Whether there are words for it in other languages."""
    return any(pattern.fullmatch(reason) for _text, pattern in _patterns())


@pytest.fixture
def italian(qtbot: QtBot) -> Iterator[None]:
    assert qtbot
    languages = Languages()
    languages.use("it")
    yield
    languages.close()


def sample(text: ast.expr) -> str | None:
    """A text as it may come: the values of an f-string are made up."""
    if isinstance(text, ast.Constant) and isinstance(text.value, str):
        return text.value
    if isinstance(text, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "502" for part in text.values
        )
    return None


def reasons(file: str) -> Iterator[str]:
    """The reason of each error that a file makes; what is no plain text, elsewhere."""
    for node in ast.walk(ast.parse((CLIENT / file).read_text())):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
            continue
        if node.func.id in RAISED:
            at = 1 if node.func.id in _SECOND else 0
            text = sample(node.args[min(at, len(node.args) - 1)])
            if text and text not in ELSEWHERE:
                yield text


@pytest.mark.parametrize("file", SHOWN)
def test_every_reason_that_the_window_may_show_has_words(file: str) -> None:
    unknown = [one for one in reasons(file) if not is_known(one)]
    assert not unknown, unknown


def test_the_test_above_finds_them() -> None:
    assert sum(len(list(reasons(file))) for file in SHOWN) > 35
    assert not is_known("has a flaw that nobody has thought of")


def test_what_the_pbx_has_of_its_phones_has_words(italian: None) -> None:
    assert italian is None
    reason = "nothing can be read: chan_pjsip is not loaded, or not yet"
    assert error_text(InvalidFile("pjsip.conf of the PBX", reason)) == (
        "Nulla è stato modificato: in pjsip.conf del centralino, non si può leggere nulla: "
        "chan_pjsip non è caricato, o non ancora."
    )
    assert reason_text("nothing can be read: no file (the PBX's log tells more)") == (
        "non si può leggere nulla: no file (il registro del centralino dice di più)"
    )
    assert is_known("the PBX has no phone 101; its log tells what is wrong in pjsip.conf")
    assert is_known("the PBX does not take its file over for 101")


@pytest.mark.usefixtures("italian")
def test_what_the_pbx_made_of_its_file_has_words() -> None:
    differences = [
        "[101] of type endpoint: named_call_group is nothing in place of 501",
        "[101] of type aor: named_call_group is 501 in place of nothing",
        "[101] of type aor: language is it in place of nothing",
        "[102] of type aor: language is it in place of de",
        "[103] of type endpoint was not there",
        "[104] is missing",
        "[105] of type endpoint stands twice",
    ]
    assert "disco pieno" in reason_text(something_else(["[104] is missing"]))
    for found in differences[:2], differences[:3], differences[:4], differences:
        said = reason_text(something_else(found))
        assert said.startswith("ha scritto altro; ")
        assert "[101] di tipo endpoint: named_call_group è" in said
        assert re.search(r"spostarlo in pjsip|rilegga pjsip|questi file", one_line(said)), said
        assert not re.search(r"\b(is|of|with|before|again|stands|there|give|in place)\b", said), (
            said
        )
    assert (
        reason_text("the PBX no longer knows 101; 102") == "il centralino non conosce più 101; 102"
    )
    assert is_known("[101] of type endpoint stands twice in pjsip.conf")


def test_the_rules_of_the_settings_have_words() -> None:
    assert is_known("204 does not exist")
    assert is_known("Anna is one of several: 101, 102; name one of these")
    for key, text in HELP.items():
        assert is_known(text.must), key
    assert is_known(REFUSED.format("CORNETTA_SECRET"))


@pytest.mark.parametrize(
    "text",
    [
        '[window]\non_top = "yes"',
        '[window]\nlanguage = "xx"',
        "[sounds]\nvolume = 101",
        "[sounds]\nvolume = -1",
        "[window\n",
    ],
)
def test_what_is_wrong_in_a_file_of_preferences_has_words(text: str, tmp_path: Path) -> None:
    site = tmp_path / "preferences.toml"
    site.write_text(text)
    [problem] = PreferenceStore(None, site).problems
    assert is_known(problem.reason)
    why = problem.reason.partition(": ")[2].removesuffix("; fix it or move it away")
    assert is_known(why), why


def test_that_a_file_is_missing_or_cannot_be_written_has_words(tmp_path: Path) -> None:
    assert is_known(
        "cannot be written (Read-only file system); the PBX has been changed all the same"
    )
    [problem] = PreferenceStore(None, tmp_path / "none.toml", must_be_there=True).problems
    assert is_known(problem.reason)


def test_the_steps_of_a_save_have_words() -> None:
    for before, after in ((None, "a"), ("a", None), ("a", "b")):
        for key in ("group/501", "range", "service-code"):
            assert is_known(str(DatabaseStep(key, before, after)))
    one, none = frozenset(["501"]), frozenset[str]()
    endpoint = OFFICE.endpoints["101"]
    for before_ticks, after_ticks in ((none, one), (one, none)):
        assert is_known(str(EndpointStep(endpoint, "named_call_group", before_ticks, after_ticks)))
        assert is_known(
            str(EndpointStep(endpoint, "named_pickup_group", before_ticks, after_ticks))
        )


@pytest.mark.usefixtures("italian")
@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (InvalidNumbering("name", "is missing"), "Nome: manca."),
        (
            InvalidNumbering("number", "501 is taken by Support"),
            "Numero: 501 è già di Support.",
        ),
        (
            ConnectionLost("nothing listens on pbx1 port 5039, where TLS is expected"),
            "nulla è in ascolto su pbx1 porta 5039, dove ci si aspetta TLS",
        ),
        (ConnectionLost("Connection reset by peer"), "interrotta dall'altra parte"),
        (ActionRejected("DBPut", "Permission denied"), "permesso negato"),
        (
            ChangedMeanwhile(
                "no longer in pjsip.conf (if nobody took them out, put a copy of it back): 1; 2"
            ),
            "ripristinarne una copia): 1; 2.",
        ),
        (SettingsError("", "cannot be saved: Read-only file system", "/x"), "in sola lettura"),
        (
            SettingsError("port", f"{HELP['port'].must}, not 'abc'"),
            "deve essere un numero intero da 1 a 65535, oppure 0 per la porta usuale, non 'abc'",
        ),
        (
            SecretStoreError("the system keyring is locked; unlock it and try again"),
            "il portachiavi di sistema è bloccato",
        ),
        (ImportError("cannot import name 'in_row'"), "Se Cornetta è stata aggiornata dopo"),
    ],
)
def test_an_italian_reads_no_english(problem: Exception, words: str) -> None:
    assert words in error_text(problem)


@pytest.mark.usefixtures("italian")
def test_several_are_told_one_by_one_and_a_strangers_words_stay() -> None:
    assert reason_text("group 501: new, A {b}; range: 5XX becomes 6XX; and 3 more") == (
        "gruppo 501: nuovo, A {b}; numerazione: 5XX diventa 6XX; e altre 3"
    )
    assert reason_text("Request cannot be fulfilled") == "Request cannot be fulfilled"
    assert reason_text("") == ""


def test_english_stays_as_it_is(qtbot: QtBot) -> None:
    assert qtbot
    for text in ("is missing", "501 is taken by Support", "certificate has expired"):
        assert reason_text(text) == text
