"""The file of a recording: new, for its owner alone, and written as it goes."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Self

from client.errors import FileNotWritten
from client.sentence import Sentence


class RecordingFile:
    """Opened by `with`; removed at its end unless `keep` has been set."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._file = -1
        self._tell: Callable[[FileNotWritten], None] | None = None
        self._error: FileNotWritten | None = None
        self.keep = False

    def __enter__(self) -> Self:
        """Make the file.

        Raises:
            FileNotWritten: it is there already, or cannot be made.
        """
        try:
            self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise FileNotWritten(self._path, Sentence("exists already")) from None
        except (OSError, ValueError) as error:
            raise FileNotWritten.because_of(error, self._path) from error
        return self

    def __exit__(self, *_error: object) -> None:
        self._close()
        if not self.keep:
            Path(self._path).unlink(missing_ok=True)

    def write(self, data: bytes) -> None:
        """Append at once, so that nothing is lost if the program is; never raises."""
        if self._file < 0:
            return
        try:
            while data:
                data = data[os.write(self._file, data) :]
        except OSError as error:
            self._close()
            self._error = FileNotWritten.because_of(error, self._path)
            if self._tell is not None:
                self._tell(self._error)

    def on_failure(self, tell: Callable[[FileNotWritten], None]) -> None:
        """Call `tell` if the file can be written no more."""
        self._tell = tell
        if self._error is not None:
            tell(self._error)

    def _close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
