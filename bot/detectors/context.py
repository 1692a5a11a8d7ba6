"""What stands around a phrase: whom it is about, whether it is a joke, a film, homework, denied,
or long ago.

Context chooses between the levels that a phrase allows. It never drops what was said explicitly
at DANGER: at most the young person is asked. And it never lowers what another phrase says.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.risk import RiskCategory, RiskLevel, RiskSignal, RiskSubject, SignalKind
from bot.domain.risk_words import RiskEntry
from bot.text.normalising import SENTENCE_END

Span = tuple[int, int]

_JOKED_ABOUT = frozenset(
    {
        RiskCategory.SUICIDE,
        RiskCategory.SELF_HARM,
        RiskCategory.HARM_TO_OTHERS,
        RiskCategory.DISTRESS,
    }
)
_OF_ONESELF = frozenset({RiskCategory.SUICIDE, RiskCategory.SELF_HARM})
_NEAR = 3
"""So many words before a phrase the one it is about may be named."""


@dataclass(frozen=True, slots=True)
class Found:
    """An entry whose phrases were found, and where."""

    entry: RiskEntry
    spans: Sequence[Span]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """One message's words and the contexts found in it."""

    words: Sequence[str]
    contexts: Mapping[str, Sequence[Span]]

    def of(self, *names: str) -> list[Span]:
        """Where these contexts were found, in order."""
        return sorted(span for name in names for span in self.contexts.get(name, ()))

    def one_sentence(self, one: Span, other: Span) -> bool:
        """Whether no sentence ends between the two."""
        return SENTENCE_END not in self.words[min(one[1], other[1]) : max(one[0], other[0])]

    def in_sentence(self, span: Span, *names: str) -> list[Span]:
        """Where these contexts were found in the sentence of that span."""
        return [found for found in self.of(*names) if self.one_sentence(found, span)]


@dataclass(frozen=True, slots=True)
class _Read:
    """One signal with the words it stands on, while the message is being read."""

    signal: RiskSignal
    span: Span


def signals_in(found: Iterable[Found], around: Surroundings, source: str) -> list[RiskSignal]:
    """What the phrases mean where they stand: one signal for each entry, its worst reading."""
    read = [worst for each in found if (worst := _worst(each, around, source))]
    if around.of("laughing"):
        read = [_laughed(one, read) for one in read]
    signals = [one.signal for one in read]
    return signals


def _worst(found: Found, around: Surroundings, source: str) -> _Read | None:
    readings = [
        _Read(signal, span)
        for span in found.spans
        if (signal := _reading(found.entry, span, around, source))
    ]
    return max(readings, key=lambda one: _weight(one.signal), default=None)


def _weight(signal: RiskSignal) -> tuple[RiskLevel, bool]:
    return signal.level, signal.kind is SignalKind.STATED


def _reading(entry: RiskEntry, span: Span, around: Surroundings, source: str) -> RiskSignal | None:
    masking = [idiom for idiom in around.of("idiom") if _within(span, idiom)]
    explicit = entry.level is RiskLevel.DANGER and entry.kind is SignalKind.STATED
    if masking and not (explicit and span in masking):
        return None
    signal = RiskSignal(
        level=entry.level,
        category=entry.category,
        source=source,
        trigger=entry.trigger,
        subject=entry.subject or _subject(span, around),
        kind=entry.kind,
        deadline=bool(around.of("deadline")),
        institution=entry.institution,
    )
    if masking:
        return _asked(signal)
    return _past(_imagined(_negated(signal, span, around), span, around), span, around)


def _negated(signal: RiskSignal, span: Span, around: Surroundings) -> RiskSignal:
    """ "i would never kill myself": asked about at DANGER, otherwise a reason for one kind line."""
    if not any(_overlap(span, found) or found[1] == span[0] for found in around.of("negated")):
        return signal
    if signal.level is RiskLevel.DANGER:
        return _asked(signal)
    return replace(signal, level=min(signal.level, RiskLevel.WORRIED))


def _imagined(signal: RiskSignal, span: Span, around: Surroundings) -> RiskSignal:
    """A film, a song, a game, homework: about nobody, unless somebody speaks of themselves."""
    here = bool(around.in_sentence(span, "fiction", "homework"))
    first = _is_first_person(span, around)
    if not around.of("fiction", "homework") or (first and not here):
        return signal
    severe = signal.level is RiskLevel.DANGER or signal.category in _OF_ONESELF
    # "In the film he hits me" tells of the film; "he hits me like in the film" does not.
    told_first = any(found[0] <= span[0] for found in around.of("fiction", "homework"))
    if first and signal.level >= RiskLevel.URGENT and (severe or not told_first):
        return _asked(signal)
    return replace(signal, subject=RiskSubject.GENERAL, level=min(signal.level, RiskLevel.WORRIED))


def _past(signal: RiskSignal, span: Span, around: Surroundings) -> RiskSignal:
    if not around.in_sentence(span, "past"):
        return signal
    return replace(signal, past=True, level=min(signal.level, RiskLevel.URGENT))


def _laughed(one: _Read, all_read: Sequence[_Read]) -> _Read:
    """Laughing words make a question of it, unless something else in the message speaks for it."""
    signal = one.signal
    if (
        signal.category not in _JOKED_ABOUT
        or signal.level < RiskLevel.URGENT
        or any(_speaks_for(other, one) for other in all_read)
    ):
        return one
    return _Read(_asked(signal), one.span)


def _speaks_for(other: _Read, one: _Read) -> bool:
    return (
        other.signal.level >= RiskLevel.SUPPORT
        and other.signal.kind is SignalKind.STATED
        and not _overlap(other.span, one.span)
    )


def _asked(signal: RiskSignal) -> RiskSignal:
    return replace(signal, kind=SignalKind.AMBIGUOUS, level=min(signal.level, RiskLevel.URGENT))


def _subject(span: Span, around: Surroundings) -> RiskSubject:
    """Who is named in the phrase, else the nearest named before it, else the one who writes."""
    friends = around.of("friend")
    selves = _selves(around)
    if _is_quoted_friend(span, friends, around):
        return RiskSubject.FRIEND
    named = (
        [(found, RiskSubject.SELF) for found in selves]
        + [(found, RiskSubject.FRIEND) for found in friends]
        + [(found, RiskSubject.SOMEONE_ELSE) for found in around.of("someone_else")]
    )
    for found, subject in named:
        if _overlap(found, span) or (subject is not RiskSubject.SELF and found[0] == span[1]):
            return subject
    before = [(found[1], subject) for found, subject in named if found[1] <= span[0]]
    near = [
        (end, subject)
        for end, subject in before
        if around.one_sentence((end - 1, end), span)
        and (subject is not RiskSubject.SELF or span[0] - end < _NEAR)
    ]
    if near:
        return max(near)[1]
    others = [(end, subject) for end, subject in before if subject is not RiskSubject.SELF]
    if others and not _is_first_person(span, around):
        return max(others)[1]
    return RiskSubject.SELF


def _is_quoted_friend(span: Span, friends: Sequence[Span], around: Surroundings) -> bool:
    """ "my friend said i want to die" is about the friend."""
    return any(
        quoting[1] <= span[0] < quoting[1] + _NEAR
        and any(friend[0] <= quoting[0] for friend in friends)
        for quoting in around.in_sentence(span, "quoting")
    )


def _selves(around: Surroundings) -> list[Span]:
    """Where the writer speaks of themselves; the "my" of "my friend" is not such a place."""
    others = around.of("friend", "someone_else")
    return [own for own in around.of("self") if not any(_within(own, other) for other in others)]


def _is_first_person(span: Span, around: Surroundings) -> bool:
    return any(
        _overlap(own, span)
        or (own[1] <= span[0] < own[1] + _NEAR and around.one_sentence(own, span))
        for own in _selves(around)
    )


def _within(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
