"""The words of a command: those that are understood before anything slow is loaded."""

import pytest

from client.cli import fast_path
from client.cli.arguments import read


@pytest.mark.parametrize(
    "line",
    [
        "",
        "--demo",
        "pickup",
        "pickup --json",
        "--demo pickup",
        "pickup --group 501",
        "pickup --json --exten 102",
        "pickup --call 1700000000.12 --demo --json",
    ],
)
def test_a_hotkeys_words_mean_the_same_to_both(line: str) -> None:
    understood = fast_path.arguments(line.split())
    assert understood == read(line.split())


@pytest.mark.parametrize(
    "line",
    [
        "calls",
        "--json",
        "--host pbx1",
        "pickup --help",
        "pickup --group",
        "pickup --group --json",
        "pickup --group --exten",
        "pickup --group 501 --exten 102",
        "pickup --gro 501",
        "pickup --group=501",
        "--host pbx1 pickup",
        "calls pickup",
    ],
)
def test_all_others_are_left_to_the_grammar(line: str) -> None:
    assert fast_path.arguments(line.split()) is None


@pytest.mark.parametrize(
    "line",
    [
        "calls --exten 102",  # my own --extension, were it enough to begin an option
        "--user anna",
        "record it.ami --host pbx1 --us anna",
        "provision /etc/asterisk --agent anna:204 --cert /a.pem",
        "provision /etc/asterisk --agent anna:204 --rung all",
        "admin",
        "admin groups",
        "admin groups add-member 501 102 --only-picked",
        "admin range 5XX --ye",
        "record -",
        "replay -",
        "replay it.ami --extension 102",  # it would change nothing
    ],
)
def test_what_is_refused(line: str) -> None:
    with pytest.raises(SystemExit, match="2"):
        read(line.split())


@pytest.mark.parametrize("verb", ["calls", "admin groups list"])
def test_a_verb_names_its_own_options_where_one_is_misspelt(
    capsys: pytest.CaptureFixture[str], verb: str
) -> None:
    with pytest.raises(SystemExit, match="2"):
        read([*verb.split(), "--jsn"])
    usage, error = capsys.readouterr().err.rstrip().rsplit("\n", 1)
    assert error == f"cornetta {verb}: error: unrecognized arguments: --jsn"
    assert "[--json]" in usage


@pytest.mark.parametrize("line", ["--exten 501 pickup", "--port 5038 --exten 501 pickup --json"])
def test_a_misspelt_option_before_the_verb_is_named(
    capsys: pytest.CaptureFixture[str], line: str
) -> None:
    with pytest.raises(SystemExit, match="2"):
        read(line.split())
    error = capsys.readouterr().err.splitlines()[-1]
    assert error == "cornetta: error: unrecognized arguments: --exten"


@pytest.mark.parametrize("action", ["add-member", "remove-member"])
def test_who_is_put_into_a_group_is_not_me(action: str) -> None:
    """An endpoint may be called as no extension of mine can be."""
    words = ["--extension", "204", "admin", "groups", action, "501", "anna@office.example"]
    assert read(words).extension == "204"
