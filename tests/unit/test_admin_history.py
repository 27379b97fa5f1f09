"""The saves that can be taken back, those that were cut off, and their lock."""

import errno
import json
import os
import platform
import resource
import subprocess
import sys
import uuid
from dataclasses import replace
from pathlib import Path

import pytest

from client.admin import import_export
from client.admin import office as edit
from client.admin.history import KEPT, History, Save
from client.admin.office import Office
from client.admin.plan import applied, plan
from client.admin.save_lock import myself
from client.admin.saving import the_last
from client.errors import ChangedMeanwhile, InvalidFile, NotWritten, SaveUnderWay
from tests.unit.offices import FULL, endpoint


def test_a_save_is_remembered_until_it_is_taken_back(tmp_path: Path) -> None:
    history = History(tmp_path / "saves")
    assert history.last() is None
    after = edit.remove(FULL, "501")
    path = history.begin(FULL, plan(FULL, after))
    last = the_last(history.last())
    assert last.cut_off
    halfway = applied(FULL, last.steps[:2])
    assert last.undone(halfway) == FULL
    assert last.completed(halfway) == after
    history.done(path)
    last = the_last(history.last())
    assert not last.cut_off
    assert last.undone(after) == FULL
    # A PBX that loses its power at once may have lost the names, and kept the members.
    assert last.undone(halfway) == FULL
    with pytest.raises(ChangedMeanwhile, match="group 501: new, Other"):
        last.undone(edit.add(after, "Other", "501"))
    with pytest.raises(ChangedMeanwhile, match="101 Desk 101: is picked up in 502"):
        last.undone(edit.put_member(after, "502", "101", may_pick_up=False))
    gone = replace(after, endpoints={"phone-102": after.endpoints["phone-102"]})
    with pytest.raises(ChangedMeanwhile, match="phone-101 does not exist"):
        last.undone(gone)
    assert import_export.merged(after, *import_export.parse(last.path.read_text("utf-8"))) == FULL
    history.drop(history.reopen(last))
    assert history.last() is None


def test_a_disk_that_is_full_stands_in_nobodys_way_later(tmp_path: Path) -> None:
    """A save of which nothing was written has not begun; half a file would have to be settled."""
    history = History(tmp_path)
    steps = plan(FULL, edit.remove(FULL, "501"))
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, most))
    try:
        with pytest.raises(InvalidFile, match="nothing can be written"):
            history.begin(FULL, steps)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    assert history.last() is None
    assert history.begin(FULL, steps).exists()


def saved(history: History, before: Office, after: Office) -> Save:
    history.done(history.begin(before, plan(before, after)))
    return the_last(history.last())


def test_undo_leaves_nobody_in_a_group_without_a_name(tmp_path: Path) -> None:
    """Others are in the group that I made, or the one is gone from which I took somebody out."""
    history = History(tmp_path)
    mine = edit.put_member(edit.add(FULL, "Hotel", "503"), "503", "103")
    with pytest.raises(ChangedMeanwhile, match="101 would stay in 503"):
        saved(history, FULL, mine).undone(edit.put_member(mine, "503", "101"))
    mine = edit.put_member(FULL, "502", "102", is_picked_up=False, may_pick_up=False)
    last = saved(history, FULL, mine)
    with pytest.raises(ChangedMeanwhile, match="there is no 502 now"):
        last.undone(edit.remove(mine, "502"))
    last = saved(history, FULL, edit.rename(FULL, "501", "Help"))
    with pytest.raises(ChangedMeanwhile, match="503 is called Support now"):
        last.undone(edit.add(edit.rename(FULL, "501", "Help"), "support", "503"))


def test_undo_takes_a_name_from_a_group_that_had_none(tmp_path: Path) -> None:
    lost = replace(FULL, names={"501": "Support"})
    mine = import_export.merged(
        lost, *import_export.parse("number,name,extension\n502,Sales,102\n")
    )
    last = saved(History(tmp_path), lost, mine)
    assert last.undone(mine) == lost
    assert import_export.merged(mine, *import_export.parse(last.path.read_text("utf-8"))) == mine


def test_undo_does_not_mind_what_was_not_right_before(tmp_path: Path) -> None:
    crowd = replace(FULL, endpoints={**FULL.endpoints, "phone-104": endpoint("104", "503")})
    mine = edit.rename(crowd, "501", "Help")
    assert saved(History(tmp_path), crowd, mine).undone(mine) == crowd


def test_a_save_that_cut_the_file_off_is_settled_by_a_person_alone(tmp_path: Path) -> None:
    """Nothing of what it was about has changed, and yet Asterisk must not read that file."""
    history = History(tmp_path)
    after = edit.rename(FULL, "501", "Help")
    path = history.begin(FULL, plan(FULL, after))
    last = the_last(history.last())
    told = replace(FULL.endpoints["phone-103"], editable=False)  # by the PBX, from its memory
    lost = replace(FULL, endpoints={**FULL.endpoints, "phone-103": told})
    for settle in (last.undone, last.completed):
        with pytest.raises(ChangedMeanwhile, match=r"put a copy of it back\): phone-103"):
            settle(lost)
        assert settle(FULL)
    history.done(path)
    last = the_last(history.last())
    assert last.undone(edit.rename(lost, "501", "Help")) == lost


def test_the_last_saves_are_kept(tmp_path: Path) -> None:
    history = History(tmp_path)
    for number in range(KEPT + 2):
        history.done(history.begin(FULL, plan(FULL, edit.rename(FULL, "501", f"G{number}"))))
    assert len(list(tmp_path.iterdir())) == KEPT
    last = the_last(history.last())
    assert str(last.steps[0].words).endswith(f"G{KEPT + 1}")


def test_the_last_save_is_the_last_though_the_clock_was_set_back_since(tmp_path: Path) -> None:
    """Undo must not take back an earlier one. Summer time's end does the same."""
    history = History(tmp_path)
    ahead = history.begin(FULL, plan(FULL, edit.rename(FULL, "501", "Before")))
    history.done(ahead.rename(tmp_path / "2099-12-31T23-59-59.999999.saving"))
    for name in ("First", "Second"):
        history.done(history.begin(FULL, plan(FULL, edit.rename(FULL, "501", name))))
        last = the_last(history.last())
        assert str(last.steps[0].words).endswith(name)
    assert (tmp_path / "2100-01-01T00-00-00.000001.json").exists()


def test_a_save_that_cannot_be_remembered(tmp_path: Path) -> None:
    (tmp_path / "saves").write_text("a file in the way")
    with pytest.raises(InvalidFile, match="nothing can be written"):
        History(tmp_path / "saves").begin(FULL, [])
    step = {"what": "endpoint/101/no_list", "before": [], "after": []}
    for odd in (
        b"",
        b"\xff",
        b"{}",
        b"[]",
        b'{"steps": 1}',
        json.dumps({"steps": [step]}).encode(),
    ):
        (tmp_path / "2026.json").write_bytes(odd)
        with pytest.raises(InvalidFile, match="nothing can be read"):
            History(tmp_path).last()
    (tmp_path / "2027.json").mkdir()
    with pytest.raises(InvalidFile, match="nothing can be read"):
        History(tmp_path).last()


def test_an_undo_that_cannot_be_remembered(tmp_path: Path) -> None:
    """As where the folder can only be read. Nothing must be taken back then."""
    history = History(tmp_path)
    history.done(history.begin(FULL, plan(FULL, edit.remove(FULL, "501"))))
    last = the_last(history.last())
    last.path.with_suffix(".saving").mkdir()
    with pytest.raises(NotWritten, match="nothing can be written"):
        history.reopen(last)


HOLDER = """
import sys, time
from pathlib import Path
from client.admin.history import History
with History(Path(sys.argv[1])).locked():
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_save_under_way_is_told_from_one_that_was_cut_off(tmp_path: Path) -> None:
    history = History(tmp_path)
    with history.locked():
        history.begin(FULL, plan(FULL, edit.remove(FULL, "501")))
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:  # noqa: S603
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(SaveUnderWay):
            history.last()
        with pytest.raises(SaveUnderWay), history.locked():
            pass
        holder.kill()
    last = the_last(history.last())
    assert last.cut_off
    with history.locked():
        assert history.last() == last
        with pytest.raises(SaveUnderWay):  # a second window of the same program
            History(tmp_path).last()
    assert History(tmp_path).last() == last


def test_a_file_system_without_locks_is_told_from_a_save_under_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As NFS may be."""

    def flock(_file: int, _how: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("fcntl.flock", flock)
    with pytest.raises(NotWritten, match="No locks available"), History(tmp_path).locked():
        pass


def test_computers_that_are_called_the_same_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who holds the lock is somebody else on the other one."""
    monkeypatch.setattr(platform, "node", lambda: "a desk")
    monkeypatch.setattr(uuid, "getnode", lambda: 10)
    mine = myself()
    assert mine == myself()
    assert " " not in mine
    monkeypatch.setattr(uuid, "getnode", lambda: 11)
    assert mine != myself()
