"""Groups, users and free numbers as the administrator reads them; a stranger's text made plain."""

from functools import lru_cache

from PySide6.QtCore import QCoreApplication

from client.admin.office import Endpoint, Office
from client.plain_text import one_line
from client.qt.texts.strangers_text import apart
from client.typed import with_phone_keys
from client.wording import party

translate = QCoreApplication.translate  # the name that the translation tools look for


def group_label(office: Office, number: str) -> str:
    """Number and name for the midst of a line: "501 Support"."""
    return apart(one_line(f"{number} {office.names.get(number, '')}"))


@lru_cache(maxsize=4096)  # a search looks at all of a thousand users for each letter
def user_label(user: Endpoint) -> str:
    """Extension and name: "101 Anna Bianchi"; with its own id where that is not the extension."""
    label = one_line(party(user.desk))
    return label if user.id == user.desk.number else f"{label} ({one_line(user.id)})"


def user_number(user: Endpoint) -> str:
    """The extension, for a column of numbers; "" where there is none, see `user_name`."""
    return "" if _has_id_alone(user) else one_line(user.desk.number)


@lru_cache(maxsize=4096)
def user_name(user: Endpoint) -> str:
    """The name alone, for a column beside the extension; an id that is no number stands for it."""
    name = one_line(user.desk.name)
    if _has_id_alone(user):
        return one_line(user.id)
    return name if user.id == user.desk.number else f"{name} ({one_line(user.id)})".strip()


def _has_id_alone(user: Endpoint) -> bool:
    return user.id == user.desk.number and not user.desk.name and not user.id.isdecimal()


def why_fixed(user: Endpoint) -> str:
    """Why this one cannot be changed here; "" when it can."""
    if user.editable:
        return ""
    return translate("GroupText", "kept elsewhere than in pjsip.conf; change it there")


def found(text: str, *parts: str) -> bool:
    """Whether each word of `text` is in one of the parts."""
    hay = with_phone_keys("\n".join(parts)).casefold()
    return all(word in hay for word in with_phone_keys(text).casefold().split())


def range_text(office: Office, hidden: int) -> str:
    """What a range means: "500 to 599, 97 of 100 free"; or what cannot be done without one.

    Args:
        hidden: how many extensions have such a number.
    """
    numbers = office.numbers
    if numbers is None:
        return translate("GroupText", "New groups need these first")
    size = 10 ** numbers.pattern.count("X")
    text = translate("GroupText", "{first} to {last}, {free} of {size} free").format(
        first=numbers.pattern.replace("X", "0"),
        last=numbers.pattern.replace("X", "9"),
        free=size - sum(number in numbers for number in office.names),
        size=size,
    )
    if not hidden:
        return text
    also = translate("GroupText", "{text}; extensions among them: {count}")
    return also.format(text=text, count=hidden)
