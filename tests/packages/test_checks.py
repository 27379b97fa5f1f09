"""One command checks everything, the same for people, hooks and CI."""

import re

from tests.packages.conftest import ROOT


def test_the_hooks_do_what_make_check_does() -> None:
    [check] = re.findall(r"^check:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    config = (ROOT / ".pre-commit-config.yaml").read_text()
    hooks = re.findall(r"^ +entry: (.+)$", config, re.MULTILINE)
    assert [line.strip() for line in check.splitlines()] == hooks
    assert "repo: http" not in config
    assert "make check" in (ROOT / ".ci" / "run").read_text()


def test_the_workflow_does_what_the_makefile_does() -> None:
    workflow = (ROOT / ".github" / "workflows" / "packages.yml").read_text()
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    called = re.findall(r"run: make (\S+)", workflow)
    assert called
    assert set(called) <= set(targets)
    for script in re.findall(r"packaging/\S+\.(?:py|sh)", workflow):
        assert (ROOT / script).is_file(), script
