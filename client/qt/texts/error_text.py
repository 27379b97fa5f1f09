"""A `client.sentence` -> the text that the user reads."""

from PySide6.QtCore import QCoreApplication

from client.error_wording import error
from client.errors import ClientError
from client.plain_text import MAX_LENGTH, one_line
from client.qt.texts.strangers_text import apart, readable_number, shortened
from client.sentence import Sentence, Words


def sentence_text(sentence: Sentence) -> str:
    """Translated and filled in; the values are a stranger's text and lose their control codes."""
    return _filled_in(_translated(sentence), sentence)


def words_text(words: Words) -> str:
    """A few words for a place in a sentence, translated if they are ours, in one line."""
    if isinstance(words, Sentence):
        return shortened(sentence_text(words), MAX_LENGTH)
    return apart(one_line(words))


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
        return sentence_text(error(problem))
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
    return QCoreApplication.translate("", sentence.template)


def _filled_in(template: str, sentence: Sentence) -> str:
    return template.format(**{key: _value(key, value) for key, value in sentence.values})


def _value(key: str, value: Words) -> str:
    return readable_number(one_line(str(value))) if key == "phone_number" else words_text(value)
