"""The settings' TOML file: read it, write into it, and never lose what somebody wrote there.

Knows files and TOML, but not what the settings mean. tomlkit keeps the comments and takes
40 ms to import, so it is imported only to write.
"""

import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from client import file_lock
from client.atomic_write import make_folder, replace_file
from client.errors import SettingsError
from client.others_words import system_words
from client.sentence import Sentence, Words
from client.text_file import read_text

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

MOST_BYTES = 1_000_000

ALONE_WITHIN_S = 2.0
"""Longer than the write of another window takes."""

_PLACE = re.compile(r"(?P<why>.+) \(at line (?P<line>\d+), column (?P<column>\d+)\)", re.DOTALL)
"""How tomllib ends its words."""

Key = tuple[str, ...]
"""The names that lead to a value: ("window", "on_top")."""


def read(
    path: Path, on_broken: Literal["raise", "set_aside"]
) -> tuple[dict[str, object], Path | None]:
    """Return the file's top level, and where it was moved to if it was broken.

    A missing file is an empty one.

    Raises:
        SettingsError: with key "", when the file cannot be read, or is broken and `on_broken` is
            "raise".
    """
    try:
        text = _text(path, may_be_null=True)
        import tomllib  # noqa: PLC0415 - where there is a file

        return tomllib.loads(text), None
    except FileNotFoundError:
        return {}, None
    except OSError as error:
        reason = Sentence("cannot be read: {why}").format(why=system_words(error))
        raise SettingsError("", reason, str(path)) from error
    except (ValueError, RecursionError) as error:  # not TOML, not text, a number without end
        if on_broken == "set_aside":
            return {}, _set_aside(path)
        raise _broken(error, path) from error


def write(
    path: Path,
    values: Mapping[Key, object],
    *,
    head: str,
    comments: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Put `values` into the file, at once or not at all.

    Comments, order and unknown keys stay. The file is for the user alone (0600), and so are the
    folders made for it (0700); a folder that was there keeps its rights. A symbolic link stays one.

    Args:
        path: the file; made if missing.
        values: by the keys that lead to each; None takes the last key out.
        head: a comment for the top of a new file.
        comments: by last key; stands beside a value that is new in the file.

    Raises:
        SettingsError: with key "", when the file cannot be written, or is broken, since somebody is
            editing it; it is then as it was.
    """
    try:
        path = path.resolve()  # replace the file, not a link to it
        make_folder(path.parent)
        with _alone(path):
            text = _changed(_document(path, head), values, comments)
            replace_file(path, text.encode())
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle
        reason = Sentence("cannot be saved: {why}").format(why=system_words(error))
        raise SettingsError("", reason, str(path)) from error


def _text(path: Path, *, may_be_null: bool = False) -> str:
    """What stands in the file; a pipe or a terminal might have us wait for ever.

    Args:
        may_be_null: /dev/null is as good, for no settings; but a file must not take its place.
    """
    if path.is_fifo() or (
        path.is_char_device() and not (may_be_null and path.samefile(os.devnull))
    ):
        reason = Sentence("is a pipe or a device; name an ordinary file")
        raise SettingsError("", reason, str(path))
    return read_text(path, MOST_BYTES)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep other windows from writing meanwhile what this one has not read.

    A file system that knows no locks, or a window that hangs, keeps nobody from saving.
    """
    lock, until = None, time.monotonic() + ALONE_WITHIN_S
    with suppress(OSError):
        file = str(path.with_name(f".{path.name}.lock"))
        while (lock := file_lock.take(file)) is None and time.monotonic() < until:
            time.sleep(0.01)
    try:
        yield
    finally:
        if lock is not None:
            os.close(lock)


def _broken(error: Exception, path: Path) -> SettingsError:
    reason = Sentence("is not valid TOML: {why}; fix it or move it away")
    why: Words = str(error)
    if isinstance(error, UnicodeDecodeError):
        why = Sentence("it is not in UTF-8")
    elif place := _PLACE.fullmatch(str(error)):
        why = Sentence("{why} (at line {line}, column {column})").format(**place.groupdict())
    return SettingsError("", reason.format(why=why), str(path))


def _set_aside(path: Path) -> Path:
    stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S-%f")
    try:
        return path.rename(path.with_name(f"{path.name}.broken-{stamp}"))
    except OSError as error:
        reason = Sentence("is not valid TOML and cannot be renamed: {why}; move it away")
        raise SettingsError("", reason.format(why=system_words(error)), str(path)) from error


def _document(path: Path, head: str) -> "TOMLDocument":
    import tomllib  # noqa: PLC0415 - see the module's docstring

    import tomlkit  # noqa: PLC0415
    from tomlkit.exceptions import TOMLKitError  # noqa: PLC0415

    try:
        text = _text(path)
        tomllib.loads(text)  # what `read` cannot read is broken
        return tomlkit.parse(text)
    except FileNotFoundError:
        pass
    except (ValueError, RecursionError, TOMLKitError) as error:
        raise _broken(error, path) from error
    document = tomlkit.document()
    document.add(tomlkit.comment(head))
    document.add(tomlkit.nl())
    return document


def _changed(
    document: "TOMLDocument", values: Mapping[Key, object], comments: Mapping[str, str]
) -> str:
    """The text with the values, and what is lost at worst is its comments.

    tomlkit cannot add to every table that a person writes in one line or in pieces: it refuses,
    or puts a new table where it takes the lines below for its own.
    """
    import tomllib  # noqa: PLC0415 - see the module's docstring

    import tomlkit  # noqa: PLC0415
    from tomlkit.exceptions import TOMLKitError  # noqa: PLC0415

    def commented(key: str, value: object) -> object:
        item = tomlkit.item(value)
        if key in comments:
            item.comment(comments[key])
        return item

    wanted = tomllib.loads(document.as_string())
    _put(wanted, values, dict, lambda _key, value: value)
    with suppress(ValueError, TOMLKitError):
        _put(document, values, tomlkit.table, commented)
        text = document.as_string()
        if tomllib.loads(text) == wanted:
            return text
    return tomlkit.dumps(wanted)


def _put(
    top: Any,  # noqa: ANN401 - plain, or one of tomlkit's many kinds
    values: Mapping[Key, object],
    make: Callable[[], object],
    new: Callable[[str, object], object],
) -> None:
    """Put values into a table of tables.

    Args:
        make: makes a table.
        new: makes a value that is new there, of its key.
    """
    for (*tables, key), value in values.items():
        table: Any = top
        for name in tables:
            if not isinstance(table.get(name), dict):
                table[name] = make()
            table = table[name]
        old, to = table.get(key), list(value) if isinstance(value, tuple) else value
        if old == to and isinstance(old, bool) == isinstance(to, bool):
            continue  # do not touch what is right already
        if to is None:
            del table[key]
        else:
            table[key] = to if key in table else new(key, to)
