"""Coverage-guided fuzzing of all that reads what a PBX says: ``make fuzz``.

An input is a stream, in pieces that end where its first byte says; then it is a file that is
replayed. Nothing may raise, no row may be shown for a leg that does not ring, and nothing may be
remembered when all has been hung up.
"""

import asyncio
import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["client"]):
    from client.errors import FileProblem
    from client.recording.replay import Replay
    from tests.fuzz.listener import Listener, VirtualLoop

from client.ami.message import SEPARATOR
from tests.fuzz.streams import FIXTURES, VOCABULARY, blocks_of

BUILD = Path("build")
CORPUS, FOUND, WORDS = BUILD / "fuzz-corpus", BUILD / "fuzz-found", BUILD / "fuzz-words"
OPTIONS = {
    "max_total_time": "300",
    "max_len": "8192",
    "timeout": "10",
    "rss_limit_mb": "1024",
    "dict": str(WORDS),
    "artifact_prefix": f"{FOUND}/",
}
_UNREAD = (b"Privilege", b"Language", b"AccountCode", b"Context", b"Exten", b"Priority")


class MemoryReplay(Replay):
    """Replays bytes."""

    def __init__(self, data: bytes) -> None:
        super().__init__("", None, 0.0)
        self._data = data

    def _lines(self) -> Iterator[bytes]:
        yield from self._data.splitlines(keepends=True)


async def listen(data: bytes) -> None:
    """Hear it as a live session does."""
    listener = Listener()
    try:
        length = 1 + data[0]
        for at in range(1, len(data), length):
            listener.hear(data[at : at + length])
        listener.hear(SEPARATOR)
        await listener.let_go_by(1.0)
        await listener.end()
    finally:
        listener.close()


async def replay(data: bytes) -> None:
    """Read it as a file."""
    with contextlib.suppress(FileProblem):
        await MemoryReplay(data).run()


def write_corpus() -> None:
    """What it begins with: recorded calls, without the headers that nobody reads."""
    for folder in (CORPUS, FOUND):
        folder.mkdir(parents=True, exist_ok=True)
    words = ["".join(f"\\x{byte:02x}" for byte in word.encode()) for word in VOCABULARY]
    WORDS.write_text("".join(f'"{word}"\n' for word in words), "ascii")
    for path in FIXTURES.glob("*.ami"):
        stream = b"".join(_short(block) + SEPARATOR for block in blocks_of(path))
        (CORPUS / path.stem).write_bytes(b"\xff" + stream[:8000])
    for path in FIXTURES.glob("sessions/*.ami"):
        (CORPUS / path.stem).write_bytes(path.read_bytes()[:8000])


def _short(block: bytes) -> bytes:
    lines = block.split(b"\r\n")
    return b"\r\n".join(line for line in lines if line.partition(b":")[0] not in _UNREAD)


def main() -> None:
    """Fuzz; the arguments are those of libFuzzer."""
    write_corpus()
    given = sys.argv[1:]
    options = [f"-{key}={value}" for key, value in OPTIONS.items()]
    corpus = [] if any(not word.startswith("-") for word in given) else [str(CORPUS)]
    loop = VirtualLoop()
    asyncio.set_event_loop(loop)

    def one_input(data: bytes) -> None:
        if data:
            loop.run_until_complete(listen(data))
            loop.run_until_complete(replay(data))

    atheris.Setup([sys.argv[0], *options, *given, *corpus], one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
