"""The report of a problem, from the question to the file."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, final

from PySide6.QtCore import QObject

from client.errors import ClientError
from client.plain_text import one_line
from client.qt.bridge import Bridge
from client.qt.profile import Profile
from client.qt.window.main_window import MainWindow
from client.recent_log import RecentLog
from client.tasks import TaskOwner
from client.threads import call_in_thread

if TYPE_CHECKING:
    from client.recording.recent import Recent


@final
class ProblemReporter(QObject):
    """Asks what may be in the file and where it goes, and has it written in a thread.

    Attributes:
        recent: what the PBX of the session that is shown sent of late; None before the first.
    """

    def __init__(
        self, profile: Profile, window: MainWindow, bridge: Bridge, log: RecentLog, tasks: TaskOwner
    ) -> None:
        super().__init__(window)
        self._profile = profile
        self._window = window
        self._bridge = bridge
        self._log = log
        self._tasks = tasks
        self.recent: Recent | None = None

    def ask(self) -> None:
        """Say what the report holds, and go on with where it goes."""
        from client.qt.window.report_dialog import ReportDialog  # noqa: PLC0415 - seldom wanted

        dialog = ReportDialog(self._window)
        dialog.file_wanted.connect(self._ask_where)
        dialog.open()

    def _ask_where(self, as_it_is: bool) -> None:  # noqa: FBT001 - a slot
        from PySide6.QtWidgets import QFileDialog  # noqa: PLC0415 - it has many enums to make

        dialog = QFileDialog(self._window, self.tr("Save the report"), str(_folder()))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("Zip files (*.zip)"))
        dialog.setDefaultSuffix("zip")
        dialog.selectFile(f"cornetta-report-{datetime.now().astimezone():%Y-%m-%d-%H%M}.zip")
        dialog.fileSelected.connect(lambda path: self._begin(path, as_it_is=as_it_is))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _begin(self, path: str, *, as_it_is: bool) -> None:
        self._tasks.start(self._write(path, as_it_is=as_it_is), name="write the report")

    async def _write(self, path: str, *, as_it_is: bool) -> None:
        notice = self._window.notice_line
        notice.show_progress(lambda: self.tr("Writing the report…"))
        session = self._bridge.session
        pbx_version = await session.pbx_version() if session else ""
        recording = self.recent.recording() if self.recent else []
        log = self._log.lines

        def work() -> None:
            from client.problem_report import Facts, write  # noqa: PLC0415 - seldom wanted

            facts = Facts(recording, log, self._profile.form().settings, pbx_version)
            write(path, facts, pseudonymized=not as_it_is)

        written, _ = call_in_thread(work, name="write the report")
        try:
            await written
        except ClientError as error:
            notice.show_error(error)
        else:
            notice.show_done(
                lambda: self.tr("The report is in {path}. Nothing was sent.").format(
                    path=one_line(path)
                )
            )


def _folder() -> Path:
    """Where a user looks for what was saved."""
    from PySide6.QtCore import QStandardPaths  # noqa: PLC0415 - seldom wanted

    place = QStandardPaths.StandardLocation.DocumentsLocation
    documents = Path(QStandardPaths.writableLocation(place))
    return documents if documents.is_dir() else Path.home()
