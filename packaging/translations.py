"""Brings the translations up to date with the program's texts.

    python packaging/translations.py [folder]

Collects the texts of client/ into the folder's .ts files (resources/i18n), and makes the .qm files
that the window reads. A text that is new stands there as unfinished: translate it in the .ts file
(pyside6-linguist, or any editor), then run this again.
"""

import sys
from pathlib import Path

from command import ROOT, run

TOOLS = Path(sys.executable).parent
# English is what stands in the source, but for the forms of a number.
FILES = {"client_en.ts": ("-pluralonly",), "client_it.ts": ()}


def update(folder: Path) -> None:
    """Do it in `folder`."""
    sources = sorted(path.relative_to(ROOT) for path in (ROOT / "client").rglob("*.py"))
    for name, only in FILES.items():
        file = folder / name
        language = file.stem.partition("_")[2]
        # No line numbers, and everything in order: else no two branches could be merged.
        # The texts of `client.sentence`.
        marked = ("-tr-function-alias", "QT_TR_NOOP+=Sentence")
        how = ("-no-obsolete", "-locations", "none", "-sort-messages", "-warnings-are-errors")
        languages = ("-source-language", "en", "-target-language", language)
        run(TOOLS / "pyside6-lupdate", *how, *marked, *only, *languages, *sources, "-ts", file)
        run(TOOLS / "pyside6-lrelease", file, "-qm", file.with_suffix(".qm"))


if __name__ == "__main__":
    update(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT / "resources" / "i18n")
