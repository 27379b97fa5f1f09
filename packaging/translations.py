"""Brings the translations up to date with the program's texts.

    python packaging/translations.py [folder]

Collects the texts of client/ into the folder's .ts files (resources/i18n), and makes the .qm files
that the window reads. A text that is new stands there as unfinished: translate it in the .ts file
(pyside6-linguist, or any editor), then run this again.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
TOOLS = Path(sys.executable).parent
# English is what stands in the source, but for the forms of a number.
FILES = {"client_en.ts": ("-pluralonly",), "client_it.ts": ()}


def run(tool: str, *arguments: str | Path) -> None:
    """Run one of Qt's tools; its words are shown when it fails."""
    done = subprocess.run(  # noqa: S603 - our own arguments
        [TOOLS / tool, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{tool}: {done.stdout}{done.stderr}")


def update(folder: Path) -> None:
    """Do it in `folder`."""
    sources = sorted(path.relative_to(ROOT) for path in (ROOT / "client").rglob("*.py"))
    for name, only in FILES.items():
        file = folder / name
        language = file.stem.partition("_")[2]
        # No line numbers, and everything in order: else no two branches could be merged.
        how = ("-no-obsolete", "-locations", "none", "-sort-messages", "-warnings-are-errors")
        languages = ("-source-language", "en", "-target-language", language)
        run("pyside6-lupdate", *how, *only, *languages, *sources, "-ts", file)
        run("pyside6-lrelease", file, "-qm", file.with_suffix(".qm"))


if __name__ == "__main__":
    update(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT / "resources" / "i18n")
