"""As much of Asterisk's own documentation as it needs to start as it does with all of it.

At each start it reads the whole, and that is three quarters of the work of a start.
"""

import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path

_NAME = "core-en_US.xml"
_LONG = ("description", "see-also", "since")


@cache
def _shortened(whole: Path) -> bytes:
    """Keep what is told of an action in AMI, and the options that a configuration may have."""
    root = ET.parse(whole).getroot()  # noqa: S314 - of our own Asterisk
    for module in root.findall("module"):
        root.remove(module)
    for entry in root:
        options = entry.tag == "configInfo"
        for parent in list(entry.iter()) if options else [entry]:
            for part in list(parent):
                if part.tag in _LONG if options else part.tag != "synopsis":
                    parent.remove(part)
    text: bytes = ET.tostring(root, encoding="UTF-8")
    return text


def write_data(data: Path, to: Path) -> None:
    """Make a folder that can be Asterisk's ``astdatadir`` in place of `data`."""
    (to / "documentation").mkdir(parents=True)
    (to / "documentation" / _NAME).write_bytes(_shortened(data / "documentation" / _NAME))
    for part in data.iterdir():
        if part.name != "documentation":
            (to / part.name).symlink_to(part)
