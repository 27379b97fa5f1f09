"""Pseudonyms for numbers and names: the same for the same text, and never the same for two.

Knows which words tell nothing about anybody. Every other word goes, as does every number of three
digits or more; so what nobody has thought of goes, too.
"""

import builtins
import re
from collections.abc import Iterable, Iterator
from itertools import chain

from client import errors

SHORTEST_NUMBER = 3
"""A number of fewer digits is left as it is: numeric groups, a state, a count."""

# Whatever is no ASCII sign: no name in any script gets through in parts, nor does a number that is
# written in parts, such as "06 12 34 56 78".
_WORD = re.compile(
    r"\+?[0-9]+(?:[ ./()-]{1,2}[0-9]+){2,}+"
    r"|[^\x00-\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\x7f]+"
)
_NUMBER = re.compile(f"[0-9]{{{SHORTEST_NUMBER},}}")
_CHANNEL_ID = re.compile(r"(?<![\w.])1[4-9][0-9]{8}\.[0-9]{1,9}(?![\w.])")

_TECHNICAL = """
    PJSIP SIP IAX2 DAHDI Local PJSIP_ENDPOINT CHANNEL CONNECTEDLINE PJSIP_HEADER namedcallgroup
    callgroup named_call_group call_group named_pickup_group pickup_group callerid context pjsip
    remote_tag unknown anonymous cornetta pickup action group name num i add sip sips answer after
    info alert autoanswer delay Call Info Alert http true false none default AMI Asterisk TLS MD5
    UTF Originate Getvar Status Login Challenge Ping DBGet QueueStatus ListCommands Hangup Logoff
    CoreSettings AppDial AppQueue PickupChan connecting live stale picked_up taken_by_other
    caller_gave_up not_allowed nothing_ringing phone_did_not_answer not_put_through no_codes
    no_right link_lost AnyCall ThisCall CallId CallOfGroup CallAtExtension pbx PBX id
"""
_PLAIN = """
    a access account action actions add address after again all already an and another answer
    answered answers any arguments as asked at attribute away bad be because been before begin
    begins belong both bound broke broken but by bytes call calls can cannot certificate chain
    channel character closed code command computer connect connected connection connections
    could database decode denied destroyed did directory do does done empty end ended endpoint
    ends enough entry error event events exist exists expected expired extension failed false
    file first for found from function future get given goes got greeting group groups had
    handler has have here host in index inside integer interrupted into invalid is it its key
    keyring know known less line link list listens literal lock long lost made manager may
    message missing more must name network never no nobody not nothing number object of off on
    one only open or other out over own part path pending permission phone pickup port position
    problem queue range reached read refused required reset response retrieved right rights
    running s same sequence server session set setting settings signed silence slot slowly some
    speak such take takes task temporarily text than that the there this time timed timeout to
    too try type unable unexpected unknown unreachable until up user utf value values verify
    wait was were what when where which while who with within without word write written wrong
    you
"""
_OF_THE_SYSTEM = """
    Errno Permission Connection username secret h min
    org freedesktop DBus Error ServiceUnknown UnknownMethod UnknownInterface NameHasNoOwner NoReply
    AccessDenied The provided service files portal Desktop Notifications kde StatusNotifierWatcher
"""
_KINDS_OF_ERRORS = (
    name
    for name, value in (*vars(errors).items(), *vars(builtins).items())
    if isinstance(value, type) and issubclass(value, BaseException)
)
_OF_AMI = frozenset(_TECHNICAL.split())
_OF_SENTENCES = frozenset((*_OF_AMI, *_PLAIN.split(), *_OF_THE_SYSTEM.split(), *_KINDS_OF_ERRORS))


class Pseudonyms:
    """Gives out pseudonyms; one object for all that belongs together."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._numbers: dict[str, str] = {}
        self._avoided: set[str] = set()
        self._free: dict[int, Iterator[str]] = {}
        self._known: re.Pattern[str] | None = None
        self._left = _OF_AMI

    def avoid(self, text: str) -> None:
        """Let no pseudonym be a number that stands in this text: it would seem to be left there."""
        self._avoided.update(_NUMBER.findall(text))

    def name(self, text: str) -> str:
        """The pseudonym of a whole name; "" has none."""
        if not text:
            return text
        if _NUMBER.fullmatch(text.removeprefix("+")):
            return self._number(text)
        if text not in self._names:
            self._names[text] = f"Name{len(self._names) + 1}"
            self._known = None
        return self._names[text]

    def text(self, text: str, *, keep_ids: bool = True) -> str:
        """A text with pseudonyms for words and numbers, but with `keep_ids` not for an id."""
        if not keep_ids:
            return _WORD.sub(self._word, text)
        ids = _CHANNEL_ID.findall(text)
        parts = [self.text(part, keep_ids=False) for part in _CHANNEL_ID.split(text)]
        return "".join(chain.from_iterable(zip(parts, [*ids, ""], strict=True)))

    def sentence(self, text: str) -> str:
        """The same of a text that may speak of names: those that are known go as a whole.

        Of one word they need no search. It would find "not" in "not_allowed" if the PBX said it.
        """
        if self._known is None:
            known = sorted(self._names, key=len, reverse=True)
            self._known = re.compile(
                "|".join(re.escape(one) for one in known if not _WORD.fullmatch(one)) or r"(?!)"
            )
        self._left = _OF_SENTENCES
        parts, at = [], 0
        for found in self._known.finditer(text):
            parts += [self.text(text[at : found.start()]), self._names[found[0]]]
            at = found.end()
        parts.append(self.text(text[at:]))
        self._left = _OF_AMI
        return "".join(parts)

    def numbers(self, text: str) -> str:
        """A text of which the words tell nothing about anybody: the numbers alone go."""
        return _NUMBER.sub(lambda found: self._number(found[0]), text)

    def _word(self, found: re.Match[str]) -> str:
        word = found[0]
        if word in self._left or (
            word.isascii() and word.isdigit() and len(word) < SHORTEST_NUMBER
        ):
            return word
        if _NUMBER.fullmatch(word):
            return self._number(word)
        return self.name(word)

    def _number(self, text: str) -> str:
        digits = text.removeprefix("+")
        if digits not in self._numbers:
            free = self._free.setdefault(len(digits), self._free_numbers(len(digits)))
            self._numbers[digits] = next(free)
        return text[: len(text) - len(digits)] + self._numbers[digits]

    def _free_numbers(self, length: int) -> Iterator[str]:
        """Of the same length; those to be avoided last, for a PBX that uses nearly all."""
        counted = min(length, 15)  # Python writes no number of more than 4,300 digits
        first = 9 * 10 ** (counted - 1)
        numbers: Iterable[int] = chain(range(first, 10**counted), range(first - 1, -1, -1))
        late = []
        for number in numbers:
            text = f"{number:0{counted}}".ljust(length, "0")
            if text in self._avoided:
                late.append(text)
            else:
                yield text
        yield from late
