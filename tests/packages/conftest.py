"""What is built once for all tests of the packages."""

import importlib
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Built:
    """What goes to a package index."""

    wheel: Path
    sdist: Path


def run(*command: str | Path, cwd: Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run a program; what it printed is in the message when it fails."""
    done = subprocess.run(  # noqa: S603 - our own commands
        [str(word) for word in command],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=55,
        check=False,
    )
    assert not check or done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done


def build(source: Path, target: Path) -> Built:
    """Build wheel and sdist of a source tree."""
    run(sys.executable, "-m", "hatchling", "build", "--directory", target, cwd=source)
    [wheel], [sdist] = target.glob("*.whl"), target.glob("*.tar.gz")
    return Built(wheel, sdist)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Wheel and sdist of this tree."""
    return build(ROOT, tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="session")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new venv with the wheel; returns its folder of programs.

    The wheel's dependencies are those of this environment: whether what the wheel declares is
    enough is for `make packages` to find out, which fetches them.
    """
    folder = tmp_path_factory.mktemp("venv")
    venv.create(folder)
    programs = folder / ("Scripts" if sys.platform == "win32" else "bin")
    pip = (sys.executable, "-m", "pip", "--python", programs / "python")
    run(*pip, "install", "--no-deps", "--no-index", built.wheel, cwd=folder)
    say = "import sysconfig; print(sysconfig.get_path('purelib'))"
    ours = Path(run(sys.executable, "-c", say, cwd=folder).stdout.strip())
    theirs = Path(run(programs / "python", "-c", say, cwd=folder).stdout.strip())
    # Folders that a .pth names have their own .pth files passed over: this tree is not among them.
    (theirs / "dependencies.pth").write_text(f"{ours}\n")
    return programs


def script(name: str) -> ModuleType:
    """A module of the folder packaging/, which is no package."""
    folder = str(ROOT / "packaging")
    if folder not in sys.path:
        sys.path.append(folder)
    return importlib.import_module(name)
