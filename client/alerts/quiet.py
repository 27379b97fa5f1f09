"""Quiet hours: a span of the day, over midnight too, in which nothing is heard."""


def is_quiet(now: str, begins: str, ends: str) -> bool:
    """Whether a time of day, e.g. "23:05", lies in the span; without a bound ("") it does not.

    A span that ends when it begins is the whole day.
    """
    if not begins or not ends:
        return False
    if begins < ends:
        return begins <= now < ends
    return now >= begins or now < ends
