"""A Sentence of `client.wording` -> the text that the user reads."""

from PySide6.QtCore import QCoreApplication

from client.errors import ClientError
from client.plain_text import one_line
from client.wording import Sentence, error


def sentence_text(sentence: Sentence) -> str:
    """Translated and filled in; the values are a stranger's text and lose their control codes."""
    template = QCoreApplication.translate("Wording", sentence.template)
    return template.format(
        **{
            key: sentence_text(value) if isinstance(value, Sentence) else one_line(value)
            for key, value in sentence.values.items()
        }
    )


def error_text(problem: BaseException) -> str:
    """What went wrong and what to do; for a fault of our own, where to look."""
    if isinstance(problem, ClientError):
        return sentence_text(error(problem))
    text = QCoreApplication.translate(
        "ErrorText", "Something went wrong inside Cornetta ({problem}). The log says more."
    )
    return text.format(problem=one_line(f"{type(problem).__name__}: {problem}"))
