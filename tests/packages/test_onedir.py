"""The packed one-folder program is for everybody, whoever has packed it."""

import tarfile
from pathlib import Path

from tests.packages.conftest import script


def test_everybody_may_read_and_start_it(tmp_path: Path) -> None:
    folder, packed = tmp_path / "cornetta", tmp_path / "packed.tar"
    (folder / "lib").mkdir(parents=True, mode=0o700)
    folder.chmod(0o700)
    for name, mode in (("cornetta", 0o700), ("lib/library.so", 0o600)):
        (folder / name).touch(mode=mode)
    (folder / "lib" / "link.so").symlink_to("library.so")
    with tarfile.open(packed, "w") as archive:
        archive.add(folder, "cornetta", filter=script("onedir").for_everybody)
    with tarfile.open(packed) as archive:
        entries = {entry.name: entry for entry in archive}
    assert {name: f"{entry.mode:o}" for name, entry in entries.items() if not entry.issym()} == {
        "cornetta": "755",
        "cornetta/cornetta": "755",
        "cornetta/lib": "755",
        "cornetta/lib/library.so": "644",
    }
    assert {(entry.uid, entry.gid, entry.uname, entry.gname) for entry in entries.values()} == {
        (0, 0, "root", "root")
    }
