"""The event loop: what the program's start, exit and timing stand on."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from client.qt.loop import QtLoop
from client.tasks import TaskOwner

T = TypeVar("T")


@pytest.fixture
def app(qapp: QApplication) -> QApplication:
    qapp.setQuitOnLastWindowClosed(False)
    return qapp


def run(
    app: QApplication, coro: Coroutine[Any, Any, T], on_quit: Callable[[], None] | None = None
) -> T:
    with asyncio.Runner(loop_factory=lambda: QtLoop(app, on_quit)) as runner:
        return runner.run(coro)


def test_returns_the_result_and_raises_the_exception(app: QApplication) -> None:
    async def good() -> int:
        await asyncio.sleep(0.001)
        return 5

    async def bad() -> None:
        raise KeyError("x")

    assert run(app, good()) == 5
    with pytest.raises(KeyError):
        run(app, bad())


def test_no_callback_runs_without_a_running_loop(app: QApplication) -> None:
    without_loop = []
    tasks = TaskOwner()

    async def background() -> None:
        while True:
            try:
                asyncio.get_running_loop()
            except RuntimeError as error:
                without_loop.append(error)
            await asyncio.sleep(0)

    async def main() -> asyncio.Task[None]:
        task = tasks.start(background(), name="background")
        await asyncio.sleep(0.02)
        return task

    assert run(app, main()).cancelled()
    app.processEvents()
    assert not without_loop


def test_callbacks_run_in_order_and_new_ones_wait_a_round(app: QApplication) -> None:
    async def main() -> list[int]:
        loop = asyncio.get_running_loop()
        seen: list[int] = []
        for number in range(3):
            loop.call_soon(seen.append, number)
            loop.call_soon(loop.call_soon, seen.append, number + 10)
        await asyncio.sleep(0.01)
        return seen

    assert run(app, main()) == [0, 1, 2, 10, 11, 12]


def test_while_a_task_spins_qt_no_other_runs_and_none_is_lost(app: QApplication) -> None:
    done: list[str] = []
    tasks = TaskOwner()

    async def sleeper(seconds: float) -> None:
        await asyncio.sleep(seconds)
        done.append(f"slept {seconds}")

    async def main() -> None:
        sleeping = [tasks.start(sleeper(0.01 * n), name="sleeper") for n in (1, 2, 3)]
        await asyncio.sleep(0)
        busy = time.process_time()
        QTest.qWait(200)
        assert time.process_time() - busy < 0.1  # it did not turn in circles
        done.append("main")
        async with asyncio.timeout(5):
            await asyncio.gather(*sleeping)

    run(app, main())
    assert done == ["main", "slept 0.01", "slept 0.02", "slept 0.03"]


def test_quit_is_a_request(app: QApplication) -> None:
    log: list[str] = []
    leave = asyncio.Event()

    async def main() -> None:
        asyncio.get_running_loop().call_later(0.01, app.quit)
        await leave.wait()
        await asyncio.sleep(0.01)
        log.append("cleaned up")

    def on_quit() -> None:
        log.append("asked")
        leave.set()

    run(app, main(), on_quit)
    assert log == ["asked", "cleaned up"]


def test_quit_without_a_handler_cancels_and_cleans_up(app: QApplication) -> None:
    log = []

    async def main() -> None:
        asyncio.get_running_loop().call_later(0.01, app.quit)
        try:
            await asyncio.sleep(5)
        finally:
            await asyncio.sleep(0.01)
            log.append("cleaned up")

    with pytest.raises(asyncio.CancelledError):
        run(app, main())
    assert log == ["cleaned up"]


def test_timers_are_never_early(app: QApplication) -> None:
    async def main() -> list[float]:
        late = []
        for delay in (0.0004, 0.0019, 0.02, 0.1):
            for _ in range(5):
                began = time.monotonic()
                await asyncio.sleep(delay)
                late.append(time.monotonic() - began - delay)
        return late

    assert min(run(app, main())) > -0.0002


def test_cancelled_timers_are_forgotten(app: QApplication) -> None:
    async def main() -> int:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, QtLoop)
        for _ in range(1000):
            await asyncio.wait_for(asyncio.sleep(0), 3600)
        return len(loop._timer._delayed)

    assert run(app, main()) == 0


def test_a_window_works_while_the_loop_runs(app: QApplication) -> None:
    async def main() -> bool:
        label = QLabel("x")
        label.show()
        await asyncio.sleep(0.02)
        shown = label.isVisible()
        label.close()
        return shown

    for _ in range(3):
        assert run(app, main())
