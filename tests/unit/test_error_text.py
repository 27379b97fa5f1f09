"""Errors and their reasons in the user's language."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from client.admin.pjsip_file import ADDED, DIFFERENT, GONE, MISSING, NEW, TWICE
from client.admin.plan import DatabaseStep, EndpointStep, Step
from client.admin.store import something_else
from client.config.preferences import PreferenceStore
from client.config.settings import COMMAND_LINE, VARIABLE
from client.config.settings_rules import MUST
from client.errors import (
    ActionRejected,
    ChangedMeanwhile,
    ConnectionLost,
    FileNotWritten,
    InvalidFile,
    InvalidNumbering,
    SettingsError,
)
from client.others_words import known
from client.plain_text import MAX_LENGTH
from client.qt.texts.error_text import error_text, words_text
from client.qt.texts.languages import Languages
from client.sentence import Sentence, joined, some
from tests.integration.every_window import OFFICE


@pytest.fixture(autouse=True)
def languages(qtbot: QtBot) -> Iterator[Languages]:
    assert qtbot
    languages = Languages()
    languages.use("it")
    yield languages
    languages.close()


def test_what_the_pbx_made_of_its_file_has_words() -> None:
    differences = [
        GONE.format(section="101", type="endpoint", option="named_call_group", wanted="501"),
        ADDED.format(section="101", type="aor", option="named_call_group", has="501"),
        ADDED.format(section="101", type="aor", option="language", has="it"),
        DIFFERENT.format(section="102", type="aor", option="language", has="it", wanted="de"),
        NEW.format(section="103", type="endpoint"),
        MISSING.format(section="104"),
        TWICE.format(section="105", type="endpoint"),
    ]
    causes = ["disco pieno", "spostarlo in", "rilegga pjsip", "rilegga pjsip", "questi file"]
    for count, cause in zip((1, 2, 3, 4, 7), causes, strict=True):
        said = words_text(something_else(differences[:count]))
        assert said.startswith("ha scritto altro; ")
        assert cause in said
        assert len(said) <= MAX_LENGTH
    assert words_text(joined(differences)) == (
        "[101] di tipo endpoint: named_call_group è assente invece di 501; "
        "[101] di tipo aor: named_call_group è 501 invece di assente; "
        "[101] di tipo aor: language è it invece di assente; [102] di tipo aor: l…"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[window]\non_top = "yes"', "'window.on_top' deve essere true o false, non 'yes'"),
        ('[window]\nlanguage = "xx"', 'deve essere "system", "en" o "it", non \'xx\''),
        ("[sounds]\nvolume = 101", "deve essere un numero intero da 0 a 100, non 101"),
        ("[sounds]\nquiet_from = 22", "deve essere un'ora"),
        ("sounds = 3", "'sounds' deve essere una tabella a sé, non 3"),
        ("[window\n", r"TOML valido: .* \(riga 1, colonna 8\); correggerlo o spostarlo"),
    ],
)
def test_what_is_wrong_in_a_file_of_preferences(text: str, words: str, tmp_path: Path) -> None:
    site = tmp_path / "preferences.toml"
    site.write_text(text)
    [problem] = PreferenceStore(None, site).problems
    assert re.search(words, error_text(problem))


def test_a_file_of_preferences_that_is_named_and_not_there(tmp_path: Path) -> None:
    [problem] = PreferenceStore(None, tmp_path / "none.toml", must_be_there=True).problems
    assert "indicato da CORNETTA_SITE_PREFERENCES" in error_text(problem)


def test_the_steps_of_a_save() -> None:
    steps: list[Step] = [
        DatabaseStep("group/501", None, "A {b}"),
        DatabaseStep("range", "5XX", "6XX"),
        DatabaseStep("service-code", "**", None),
        EndpointStep(
            OFFICE.endpoints["101"], "named_call_group", frozenset("12"), frozenset("345")
        ),
    ]
    assert words_text(joined([step.words for step in steps])) == (
        "gruppo 501: nuovo, A {b}; numerazione: 5XX diventa 6XX; "
        "codice di servizio: rimosso (era **); 101 Anna Bianchi: "
        "le chiamate sono prendibili in 3, 4, 5, le chiamate non sono più prendibili in 1, 2"
    )
    assert words_text(some([Sentence("closed")] * 13)).endswith("chiusa; chiusa; e ancora 3")


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (
            InvalidFile(
                Sentence("pjsip.conf of the PBX"),
                Sentence("nothing can be read: {why} (the PBX's log tells more)").format(why="no"),
            ),
            "in pjsip.conf del centralino, non si può leggere nulla: no (il registro del",
        ),
        (InvalidNumbering(Sentence("name"), Sentence("is missing")), "Nome: manca."),
        (ConnectionLost(known("Connection reset by peer")), "interrotta dall'altra parte"),
        (ActionRejected("DBPut", known("Permission denied")), "permesso negato"),
        (ActionRejected("DBPut", known("is missing")), "(is missing)"),
        (ChangedMeanwhile(Sentence("is missing"), Sentence("is missing")), ": manca; manca."),
        (
            SettingsError("softphone", MUST["softphone"]),
            "un comando che contiene {address} o {number}",
        ),
        (
            FileNotWritten(
                "x",
                Sentence("cannot be written ({why}); the PBX has been changed all the same").format(
                    why=known("Read-only file system")
                ),
            ),
            "Il file x non si può scrivere (file system in sola lettura); il centralino",
        ),
        (
            SettingsError("port", Sentence("is missing"), COMMAND_LINE),
            "'port' manca (riga di comando).",
        ),
        (
            SettingsError("port", Sentence("is missing"), VARIABLE.format(variable="CORNETTA_X")),
            "'port' manca (variabile d'ambiente CORNETTA_X).",
        ),
        (ImportError("cannot import name 'in_row'"), "Se Cornetta è stata aggiornata dopo"),
    ],
)
def test_an_italian_reads_no_english(problem: Exception, words: str) -> None:
    assert words in error_text(problem)


def test_a_strangers_words_stay() -> None:
    named = Sentence("'{name}' is taken by another group")
    assert words_text(named.format(name="name")) == "'name' è già il nome di un altro gruppo"
    assert words_text("is missing") == "is missing"
    assert words_text("") == ""


def test_the_same_in_english(languages: Languages) -> None:
    languages.use("en")
    for text in ("is missing", "certificate has expired"):
        assert words_text(Sentence(text)) == str(Sentence(text)) == text
