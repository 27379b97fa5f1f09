"""What the system, the PBX and our libraries say, as sentences where it is known.

What is not known, such as most that a PBX says, is shown as it came.
"""

from client.sentence import Sentence, untranslated

_KNOWN = {
    sentence.template: sentence
    for sentence in (
        # The system; the PBX says the first, too
        Sentence("Permission denied"),
        Sentence("No such file or directory"),
        Sentence("Not a directory"),
        Sentence("Is a directory"),
        Sentence("No space left on device"),
        Sentence("Disk quota exceeded"),
        Sentence("Read-only file system"),
        Sentence("Input/output error"),
        Sentence("Connection refused"),
        Sentence("Connection reset by peer"),
        Sentence("Connection timed out"),
        Sentence("Broken pipe"),
        Sentence("No route to host"),
        Sentence("Network is unreachable"),
        Sentence("Network is down"),
        # OpenSSL; 3.6 says more of the second
        Sentence("certificate has expired"),
        Sentence("certificate is not yet valid"),
        Sentence("certificate is not yet valid or the system clock is incorrect"),
        Sentence("self-signed certificate"),
        Sentence("self-signed certificate in certificate chain"),
        Sentence("unable to get local issuer certificate"),
    )
}


def known(text: str) -> Sentence:
    """What somebody else says, in a few words."""
    return _KNOWN.get(text) or untranslated(text)


def system_words(error: BaseException) -> Sentence:
    """What the system, or a library, says of an error of its own, in a few words."""
    return known(getattr(error, "strerror", None) or str(error))
