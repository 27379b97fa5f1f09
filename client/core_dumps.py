"""Forbids core dumps: one would hold the whole memory, the secret included."""

from contextlib import suppress


def forbid() -> None:
    """Let the system write no core of this process, where systems have such a limit.

    The hard limit stays, so that a program started from here may raise its own again.
    """
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        return
    with suppress(OSError, ValueError):
        _soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (0, hard))
