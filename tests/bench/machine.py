"""What the figures were measured on. The computer's name and its user's are left out."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

_LIBRARIES = ("PySide6-Essentials", "qasync", "panoramisk", "cacofonisk", "msgspec")


def machine() -> str:
    """One line for each thing that makes a difference."""
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return "\n".join(
        (
            f"- {_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB of memory",
            f"- {platform.system()} {platform.release()}, {_distribution()}",
            f"- Python {platform.python_version()}, {libraries}",
        )
    )


def load() -> str:
    """How busy the machine was with other things, by its own account of the last minute."""
    return f"{os.getloadavg()[0]:.1f}"


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(": ")[2]
    return platform.machine()


def _distribution() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return "unknown distribution"
