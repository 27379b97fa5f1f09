"""Modules beyond those of the lab, which not every Asterisk has."""

import pytest

from tests.asterisk.lab import Lab


async def load(lab: Lab, *modules: str, **files: str) -> None:
    """Let a lab that does not run yet have these, and their files; skip where they are missing."""
    for module in modules:
        if not (lab._binaries.modules / f"{module}.so").exists():
            await lab.close()
            pytest.skip(f"this Asterisk has no {module}")
    for name, text in files.items():
        (lab.folder / "etc" / f"{name}.conf").write_text(text)
    lab.change("modules.conf", more="".join(f"load = {module}.so\n" for module in modules))
