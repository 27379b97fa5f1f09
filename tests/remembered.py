"""What a client still remembers of calls: nothing may grow without end."""

from client.calls.ringing import RingingCalls


def is_empty(ringing: RingingCalls) -> bool:
    """True when no call is tracked; ended ones that may ring on elsewhere do not count."""
    calls = ringing._tracked or ringing._linkedid_of or ringing._shown
    links = ringing.my_links.calls or ringing.my_links.begun
    return not (calls or ringing._queues or ringing._waiting or links)
