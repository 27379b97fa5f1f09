"""A stranger's text in places of its own: tooltips, which know mark-up, and spoken numbers."""

from client.plain_text import one_line


def tooltip(lines: list[str]) -> str:
    """A tooltip that shows `lines` as they are, whatever mark-up they hold; "" for none."""
    import html  # noqa: PLC0415 - it brings a large table of names, and the first list no tooltip

    body = "<br>".join(html.escape(one_line(line)) for line in lines if line)
    return f"<p style='white-space:pre'>{body}</p>" if body else ""


def spaced(number: str) -> str:
    """A long number in groups, to be read and to be spoken: "045 555 1234".

    International ones stay as they are: where the country's code ends takes a table to know.
    """
    if not (number.isascii() and number.isdigit()) or len(number) < 7:
        return number
    digits, groups = number, []
    first = {1: 3, 2: 2, 0: 3}[len(digits) % 3]
    while digits:
        size = len(digits) if len(digits) <= 4 else first
        groups.append(digits[:size])
        digits, first = digits[size:], 3
    return " ".join(groups)
