"""Times as people of this language and country write them."""

from datetime import datetime

from PySide6.QtCore import QDate, QLocale, QTime


def clock_time(moment: datetime) -> str:
    """A time of day with its seconds: "12:01:05", "12:01:05 PM"."""
    time = QTime(moment.hour, moment.minute, moment.second)
    short = QLocale().timeFormat(QLocale.FormatType.ShortFormat)
    return QLocale().toString(time, short if "s" in short else short.replace("mm", "mm:ss"))


def day_and_time(moment: datetime) -> str:
    """The same with its day before it."""
    date = QDate(moment.year, moment.month, moment.day)
    day = QLocale().toString(date, QLocale.FormatType.ShortFormat)
    return f"{day} {clock_time(moment)}"
