"""What a person types, as a PBX understands it."""

import unicodedata


def with_phone_keys(text: str) -> str:
    """`text` with a phone's digits, * and #: an input method may have wide or Arabic ones."""
    if text.isascii():
        return text
    letters = unicodedata.normalize("NFKC", text)
    return "".join(str(unicodedata.decimal(letter, letter)) for letter in letters)
