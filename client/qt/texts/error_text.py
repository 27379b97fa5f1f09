"""A Sentence of `client.wording` -> the text that the user reads."""

from PySide6.QtCore import QCoreApplication

from client.error_wording import error
from client.errors import ClientError
from client.plain_text import one_line
from client.qt.texts.reason_text import reason_text
from client.qt.texts.strangers_text import apart, readable_number
from client.wording import Sentence


def sentence_text(sentence: Sentence) -> str:
    """Translated and filled in; the values are a stranger's text and lose their control codes."""
    return _filled_in(_translated(sentence), sentence)


def timed_text(sentence: Sentence, time: str) -> str:
    """The same with a time: "Anna was faster and took it, 12:01:05. Nothing to do.".

    The time belongs to what happened, not to what to do. The template is cut rather than the
    text, since "Dr. Rossi" ends no sentence.
    """
    happened, stop, advice = _translated(sentence).removesuffix(".").partition(". ")
    text = QCoreApplication.translate("ErrorText", "{happened}, {time}").format(
        happened=_filled_in(happened, sentence), time=time
    )
    return f"{text}{stop}{_filled_in(advice, sentence)}." if advice else text


def error_text(problem: BaseException) -> str:
    """What went wrong and what to do; for a fault of our own, where to look."""
    if isinstance(problem, ClientError):
        sentence = error(problem)
        values = {
            key: value if isinstance(value, Sentence) else reason_text(value)
            for key, value in sentence.values.items()
        }
        return sentence_text(Sentence(sentence.template, values))
    if isinstance(problem, ImportError):  # what is seldom wanted is loaded when it is
        text = QCoreApplication.translate(
            "ErrorText",
            "A part of Cornetta cannot be loaded ({problem})."
            " If Cornetta has been updated since it was started, start it again.",
        )
    else:
        text = QCoreApplication.translate(
            "ErrorText", "Something went wrong inside Cornetta ({problem}). The log says more."
        )
    return text.format(problem=one_line(f"{type(problem).__name__}: {problem}"))


def _translated(sentence: Sentence) -> str:
    return QCoreApplication.translate("Wording", sentence.template)


def _filled_in(template: str, sentence: Sentence) -> str:
    return template.format(**{key: _value(key, value) for key, value in sentence.values.items()})


def _value(key: str, value: str | Sentence) -> str:
    if isinstance(value, Sentence):
        return sentence_text(value)
    return readable_number(one_line(value)) if key == "number" else apart(one_line(value))
