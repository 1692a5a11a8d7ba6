"""Which lines are right here and now: for the need, the age, the language and the hour.

A line that is not right is worse than none: a wrong one costs the courage of the one call. So topic
and age decide first, then language, then what is surely open.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.country import EVERYWHERE
from bot.domain.helpline import Confidence, Helpline, HelplineKind, OpenState

AGES: Mapping[str, tuple[int, int]] = {
    "under_12": (0, 11),
    "12_13": (12, 13),
    "14_15": (14, 15),
    "16_17": (16, 17),
    "18_plus": (18, 18),
    "unsaid": (12, 17),
}
"""Age band → the youngest and the oldest it may be; who has not said may be any of them."""

_RANK = {OpenState.OPEN: 0, OpenState.UNKNOWN: 1, OpenState.CLOSED: 2}


def choose(
    lines: Sequence[Helpline],
    *,
    kinds: Sequence[HelplineKind],
    language: str,
    age_band: str,
    now: datetime,
    holiday: bool,
    most: int,
    writing_only: bool = False,
) -> tuple[Helpline, ...]:
    """The lines to show, best first: by kind in that order, then language, then what is open.

    Closed lines only where nothing else is right; expired ones only where their kind has no other
    (their hours then count as unknown). After each line comes its `if_busy`; no number comes twice,
    and a second emergency number only after everything else.
    """
    asked = _Asked(language, now, holiday, writing_only)
    wanted = frozenset(kinds)
    serving = [line for line in lines if line.kind in wanted or not wanted.isdisjoint(line.also)]
    ordered = _in_order(right_for(serving, age_band, writing_only=writing_only), kinds, asked)
    reachable = [line for line in ordered if asked.state(line) is not OpenState.CLOSED]
    best = reachable or ordered
    if any(line.if_busy for line in best):
        others = right_for(lines, age_band, writing_only=writing_only)
        best = list(_with_the_next(best, others, asked))
    return tuple(_each_number_once(best))[: max(most, 0)]


def none_surely_open(
    lines: Sequence[Helpline], *, now: datetime, holiday: bool, writing_only: bool = False
) -> bool:
    """Whether no line but the emergency number is surely open: then say so, and add that number."""
    return not any(
        line.state(now, holiday=holiday, writing=writing_only) is OpenState.OPEN
        for line in lines
        if line.kind is not HelplineKind.EMERGENCY
    )


def lines_for(country: str | None, lines: Sequence[Helpline]) -> tuple[Helpline, ...]:
    """The country's own lines, then the web pages that are the same everywhere.

    Where the country has none, all lines that belong to no country. Their numbers never stand
    beside a country's own: there they may reach nobody.
    """
    everywhere = [line for line in lines if line.country == EVERYWHERE]
    own = [line for line in lines if line.country == country]
    if not own or country == EVERYWHERE:
        return tuple(everywhere)
    return (*own, *(line for line in everywhere if line.dial is None and line.sms is None))


def right_for(
    lines: Sequence[Helpline], age_band: str, *, writing_only: bool = False
) -> list[Helpline]:
    """The lines that this age may be shown at all.

    Who has not said their age gets lines for twelve-year-olds; one with a higher minimum only where
    there is no other among these.
    """
    shown = [
        line
        for line in lines
        if not (line.for_adults_only or line.switched_off)
        and line.confidence in (Confidence.HIGH, Confidence.MEDIUM)
        and (line.can_be_written_to if writing_only else _is_for_anyone(line))
    ]
    youngest, oldest = AGES.get(age_band, AGES["unsaid"])
    right = [line for line in shown if _takes(line, youngest) and _takes(line, oldest)]
    if not right and age_band == "unsaid":
        right = [line for line in shown if _takes(line, oldest)]
    return right


def _is_for_anyone(line: Helpline) -> bool:
    """A number for text messages alone is for who cannot speak."""
    return bool(line.dial or line.chat_url or line.web_url)


def _takes(line: Helpline, age: int) -> bool:
    above = line.minimum_age is None or line.minimum_age <= age
    return above and (line.maximum_age is None or line.maximum_age >= age)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is the same for every line of one choice."""

    language: str
    now: datetime
    holiday: bool
    writing: bool
    _states: dict[str, OpenState] = field(default_factory=dict)

    def state(self, line: Helpline) -> OpenState:
        if line.id not in self._states:
            state = line.state(self.now, holiday=self.holiday, writing=self.writing)
            self._states[line.id] = state
        return self._states[line.id]

    def speaks(self, line: Helpline) -> bool:
        return self.language in line.languages_in(writing=self.writing)

    def may_speak(self, line: Helpline) -> bool:
        return self.speaks(line) or not line.languages_in(writing=self.writing)


def _in_order(
    lines: Sequence[Helpline], kinds: Sequence[HelplineKind], asked: _Asked
) -> list[Helpline]:
    ordered, last = [], []
    for kind in dict.fromkeys(kinds):
        found = _of_kind(lines, kind, asked)
        # In danger there is room for two: one emergency number, and somebody to talk to.
        most = 1 if kind is HelplineKind.EMERGENCY else len(found)
        ordered += found[:most]
        last += found[most:]
    return ordered + last


def _of_kind(lines: Sequence[Helpline], kind: HelplineKind, asked: _Asked) -> list[Helpline]:
    """The lines of one kind, best first; those of another language only where no other may do."""
    serving = [line for line in lines if line.serves(kind)]
    understood = [line for line in serving if asked.may_speak(line)] or serving
    today = asked.now.date()
    fresh = [line for line in understood if not line.has_expired(today)] or understood
    return sorted(
        fresh,
        key=lambda line: (
            not asked.speaks(line),
            _RANK[asked.state(line)],
            not (line.dial or line.can_be_written_to),
            line.kind is not kind,
        ),
    )


def _with_the_next(
    ordered: Sequence[Helpline], others: Sequence[Helpline], asked: _Asked
) -> Iterator[Helpline]:
    """Each line and after it the one to try when it is busy, if that one is right and open."""
    by_id = {line.id: line for line in others}
    for line in ordered:
        yield line
        following = by_id.get(line.if_busy or "")
        if following is None or following.has_expired(asked.now.date()):
            continue
        if asked.may_speak(following) and asked.state(following) is not OpenState.CLOSED:
            yield following


def _each_number_once(lines: Iterable[Helpline]) -> Iterator[Helpline]:
    seen = set()
    for line in lines:
        contact = line.dial or line.sms or line.chat_url or line.web_url or line.id
        if contact not in seen:
            seen.add(contact)
            yield line
