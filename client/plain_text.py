"""A stranger's text made harmless: callers choose their own names."""

MAX_LENGTH = 120


def plain(text: str, limit: int = MAX_LENGTH) -> str:
    """Show `text` on one line: controls and invisible or direction-changing marks are spaces.

    Longer texts are cut, with an ellipsis. Letters of every script stay as they are.
    """
    shown = "".join(char if char.isprintable() else " " for char in text[: limit + 1])
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"
