"""What this release is: its number, its day, and what is new. Read from where each stands once."""

import datetime as dt
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from command import ROOT


def _constant(file: str, name: str) -> str:
    """What a module of the program says. It is not imported: its libraries may not be here."""
    source = (ROOT / "client" / file).read_text(encoding="utf-8")
    [value] = re.findall(rf'^{name} = "(.+)"$', source, re.MULTILINE)
    return str(value)


APP_ID = _constant("qt/desktop/app_id.py", "APP_ID")


@dataclass(frozen=True)
class Release:
    """A release, or what will become one.

    Attributes:
        date: when it was released; of one that is not yet, when the tree last changed.
        news: what is new, one sentence each.
    """

    version: str
    date: dt.datetime
    news: tuple[str, ...]


def this_release() -> Release:
    """The release of this tree.

    Raises:
        ValueError: CHANGELOG.md has no part that fits.
    """
    version = _constant("__init__.py", "__version__")
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    unreleased = None
    for part in re.split(r"^## ", changes, flags=re.MULTILINE)[1:]:
        title, _, body = part.partition("\n")
        news = tuple(
            " ".join(item.split()) for item in re.findall(r"^- ((?:.|\n {2})+)", body, re.MULTILINE)
        )
        if released := re.match(rf"\[{re.escape(version)}\] - (\d+-\d+-\d+)", title):
            day = dt.datetime.fromisoformat(released[1]).replace(tzinfo=dt.UTC)
            return Release(version, day, news)
        if title.startswith("[Unreleased]"):
            unreleased = Release(version, _last_change(), news)
    if unreleased is None:
        raise ValueError(f"CHANGELOG.md has no part for {version}, and none called [Unreleased]")
    return unreleased


def filled(template: Path) -> str:
    """A file's text with {{version}} and {{date}} filled in."""
    release = this_release()
    text = template.read_text(encoding="utf-8")
    return text.replace("{{version}}", release.version).replace(
        "{{date}}", release.date.date().isoformat()
    )


def _last_change() -> dt.datetime:
    """The last commit's; the first moment of 2026 where there is none, as in an sdist."""
    try:
        told = subprocess.run(
            ("git", "log", "-1", "--format=%ct"),  # noqa: S607 - the one of the PATH
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    return dt.datetime.fromtimestamp(int(told or 0), tz=dt.UTC)
