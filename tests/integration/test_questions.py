"""What a terminal asks on the command line, and the keys that end it there."""

import os
import pty
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest

CTRL_C, CTRL_D = b"\x03", b"\x04"


def seen_until(terminal: int, what: str = "") -> str:
    """Read until this is seen; without it, to the program's end."""
    seen = ""
    with suppress(OSError):  # EIO: the program has ended
        while not what or what not in seen:
            seen += os.read(terminal, 4096).decode()
    return seen


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D])
@pytest.mark.parametrize("words", [("calls",), ("admin", "range", "5XX")])
def test_a_key_ends_a_question_at_once(tmp_path: Path, words: tuple[str, ...], key: bytes) -> None:
    """Without a traceback, and without a second key."""
    code, rest = answered(tmp_path, words, key)
    assert (code, rest.strip().strip("^CD\b")) == (130, "")


def test_a_secret_in_another_character_set_is_refused_without_a_traceback(tmp_path: Path) -> None:
    code, rest = answered(tmp_path, ("calls",), "geheimnis-ä\n".encode("latin-1"))
    assert (code, "The answer is not in utf-8" in rest) == (2, True), rest
    assert "Traceback" not in rest
    assert "geheim" not in rest


def answered(home: Path, words: Sequence[str], answer: bytes) -> tuple[int, str]:
    """Answer the first question of a command: its exit code, and what it then prints."""
    terminal, its_side = pty.openpty()
    with subprocess.Popen(  # noqa: S603 - our own command line
        [*("setsid", "--ctty"), sys.executable, "-m", "client", *words],
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
            "CORNETTA_HOST": "127.0.0.1",
            "CORNETTA_USERNAME": "anna",
            "CORNETTA_ADMIN_USERNAME": "boss",
            "CORNETTA_EXTENSION": "204",
        },
        stdin=its_side,
        stdout=its_side,
        stderr=its_side,
    ) as process:
        os.close(its_side)
        assert "Secret of" in seen_until(terminal, "127.0.0.1: ")
        os.write(terminal, answer)
        rest = seen_until(terminal)
        os.close(terminal)
    return process.returncode, rest
