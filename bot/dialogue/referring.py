"""Referrals: which services are right here and now, as the plan of a card.

Only the plan (a form and the ids of helplines) is stored; `cards` puts it into words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from bot.domain.choosing import choose, lines_for, none_surely_open
from bot.domain.country import EVERYWHERE, OTHER
from bot.domain.flow import SlotValue
from bot.domain.heard import Calendar
from bot.domain.helpline import Helpline, HelplineKind, OpenState
from bot.domain.library import Library
from bot.domain.policy import PolicyRule
from bot.domain.risk import RiskCategory, RiskLevel, RiskSubject

EUROPE = EVERYWHERE
MOST_IN_WRITING = 3


class CardForm(StrEnum):
    """How a card reads."""

    NUMBER_FIRST = "number_first"
    """DANGER: one short sentence and one number, then one more contact at most."""
    WHOLE = "whole"
    NONE_OPEN = "none_open"
    """Whole, with an honest sentence that nothing is surely open, and the emergency number."""
    SHORT = "short"
    """This card was shown before: one line."""
    COUNTRIES = "countries"
    """The country is not known: one line for each served country."""
    ELSEWHERE = "elsewhere"
    """A country whose lines are not known: an honest sentence, and what is the same in Europe."""
    EMERGENCY = "emergency"
    WRITING = "writing"
    """Lines that can be written to."""
    WRITING_UNSURE = "writing_unsure"
    """The same, with an honest sentence that none of them is surely open."""
    NO_WRITING = "no_writing"
    """Nothing here can surely be written to: an honest sentence, and what can be called."""


@dataclass(frozen=True, slots=True)
class CardPlan:
    """What a card will show."""

    form: CardForm
    helplines: tuple[str, ...]
    category: str = ""

    @property
    def in_writing(self) -> bool:
        """Whether it shows where to write instead of numbers to dial."""
        return self.form in (CardForm.WRITING, CardForm.WRITING_UNSURE)


@dataclass(frozen=True, slots=True)
class Need:
    """What a referral is for: read from the slots, and the place and time it is made at."""

    country: str | None
    age_band: str
    level: RiskLevel
    category: RiskCategory | None
    subject: RiskSubject
    language: str
    countries: tuple[str, ...]
    now: datetime
    calendar: Calendar = field(default_factory=Calendar)
    elsewhere: bool = False
    """In a country that is not served."""

    def plan(self, form: CardForm, lines: Sequence[Helpline]) -> CardPlan:
        """The plan of a card for this need."""
        category = self.category.value if self.category else ""
        return CardPlan(form, tuple(line.id for line in lines), category)

    @classmethod
    def of(
        cls,
        slots: Mapping[str, SlotValue],
        *,
        language: str,
        countries: tuple[str, ...],
        now: datetime,
        calendar: Calendar,
    ) -> "Need":
        """The need that these slots tell of."""
        country = slots.get("country")
        return cls(
            country=country if isinstance(country, str) and country in countries else None,
            age_band=str(slots.get("age_band") or "unsaid"),
            level=RiskLevel.named(str(slots.get("risk_level") or "none")),
            category=RiskCategory(str(slots["risk_category"]))
            if slots.get("risk_category")
            else None,
            subject=RiskSubject(str(slots.get("risk_subject") or "self")),
            language=language,
            countries=countries,
            now=now,
            calendar=calendar,
            elsewhere=country == OTHER,
        )


def plan_card(library: Library, need: Need, *, short: bool = False) -> CardPlan:
    """The card that is right for the need; never empty while a country is served."""
    if need.country is None:
        return (
            _elsewhere(library, need, short) if need.elsewhere else _for_each(library, need, short)
        )
    lines = _Lines.of(library, need, need.country)
    chosen = lines.chosen()
    if not chosen:
        return plan_emergency(library, need)
    if short:
        return need.plan(CardForm.SHORT, lines.likeliest(chosen))
    if lines.number_first:
        return need.plan(CardForm.NUMBER_FIRST, chosen)
    chosen = lines.with_one_open(chosen)
    if lines.are_silent(chosen):
        return need.plan(CardForm.NONE_OPEN, _each_once([*chosen, *lines.emergency]))
    return need.plan(CardForm.WHOLE, chosen)


def plan_writing(library: Library, need: Need) -> CardPlan:
    """Lines that can be written to, those in the conversation's language before all others."""
    countries = [need.country] if need.country else need.countries
    found: list[Helpline] = []
    for country in countries:
        found += _Lines.of(library, need, country).in_writing()[: MOST_IN_WRITING // len(countries)]
    if not found:
        plan = plan_card(library, need)
        below = (line.id for line in _by_phone(library, need))
        return replace(
            plan,
            form=CardForm.NO_WRITING,
            helplines=tuple(dict.fromkeys((*plan.helplines, *below))),
        )
    late = any(country in need.calendar.late for country in countries)
    holiday = any(country in need.calendar.holidays for country in countries)
    unsure = late and none_surely_open(found, now=need.now, holiday=holiday, writing_only=True)
    form = CardForm.WRITING_UNSURE if unsure else CardForm.WRITING
    return need.plan(form, [*found, *_by_phone(library, need)])


def plan_emergency(library: Library, need: Need) -> CardPlan:
    """The emergency number of the country, or Europe's."""
    lines = _Lines.of(library, need, need.country or EUROPE)
    return CardPlan(CardForm.EMERGENCY, tuple(line.id for line in lines.emergency))


def _by_phone(library: Library, need: Need) -> list[Helpline]:
    """What stays in sight below the lines to write to: the emergency number, and the right line
    where it is surely open.
    """
    if need.level < RiskLevel.URGENT:
        return []
    lines = _Lines.of(library, need, need.country or EUROPE)
    chosen = lines.with_one_open(lines.chosen()[:2]) if need.country else ()
    return _each_once([*lines.emergency, *filter(lines.is_open, chosen)])


def _elsewhere(library: Library, need: Need, short: bool) -> CardPlan:
    """A country that is not served: what is the same in most of Europe, and no guess."""
    europe = _Lines.of(library, need, EUROPE)
    if short:
        return need.plan(CardForm.SHORT, europe.emergency)
    form = CardForm.NUMBER_FIRST if europe.number_first else CardForm.ELSEWHERE
    return need.plan(form, _each_once([*europe.emergency, *europe.listening()]))


def _for_each(library: Library, need: Need, short: bool) -> CardPlan:
    """The country is not known: the first line of each, beside the number that works in all."""
    each = [line for code in need.countries for line in _Lines.of(library, need, code).chosen()[:1]]
    europe = _Lines.of(library, need, EUROPE)
    if short and europe.number_first:
        return need.plan(CardForm.SHORT, europe.emergency)
    if short:
        return need.plan(CardForm.SHORT, _each_once([*each, *europe.emergency]))
    if europe.number_first:
        return need.plan(CardForm.NUMBER_FIRST, _each_once([*europe.emergency, *each]))
    return need.plan(CardForm.COUNTRIES, _each_once([*each, *europe.emergency]))


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of one country, for one need."""

    library: Library
    need: Need
    country: str
    rule: PolicyRule | None

    @classmethod
    def of(cls, library: Library, need: Need, country: str) -> "_Lines":
        rule = library.policy.rule(need.level, need.category, need.subject, need.age_band)
        return cls(library, need, country, rule)

    @property
    def number_first(self) -> bool:
        return self.rule is not None and self.rule.number_first

    @property
    def holiday(self) -> bool:
        return self.country in self.need.calendar.holidays

    @property
    def emergency(self) -> tuple[Helpline, ...]:
        for code in (self.country, EUROPE):
            for line in self.library.helplines_of(code):
                if line.kind is HelplineKind.EMERGENCY:
                    return (line,)
        return ()

    def is_open(self, line: Helpline) -> bool:
        """Whether it is surely open now."""
        return line.is_open(self.need.now, holiday=self.holiday) is OpenState.OPEN

    def listening(self) -> tuple[Helpline, ...]:
        """Where children are listened to in general."""
        lines = self.library.helplines_of(self.country)
        return tuple(line for line in lines if line.kind is HelplineKind.CHILD_HELPLINE)

    def chosen(self, most: int | None = None, *, writing: bool = False) -> tuple[Helpline, ...]:
        rule = self.rule
        return choose(
            lines_for(self.country, tuple(self.library.helplines.values())),
            kinds=rule.helplines if rule and rule.helplines else (HelplineKind.CHILD_HELPLINE,),
            language=self.need.language,
            age_band=self.need.age_band,
            now=self.need.now,
            holiday=self.holiday,
            most=most or (rule.most if rule else 1),
            writing_only=writing,
        )

    def in_writing(self) -> list[Helpline]:
        found = self.chosen(len(self.library.helplines), writing=True)
        spoken = [
            line
            for line in found
            if self.need.language in (line.languages_in(writing=True) or (self.need.language,))
        ]
        return spoken or list(found)

    def with_one_open(self, chosen: tuple[Helpline, ...]) -> tuple[Helpline, ...]:
        """Where no chosen line is surely open, the first one that is, of the right kinds."""
        if not self._none_open(chosen):
            return chosen
        others = self.chosen(len(self.library.helplines))
        return (*chosen, *[line for line in others if not self._none_open([line])][:1])

    def likeliest(self, chosen: tuple[Helpline, ...]) -> tuple[Helpline, ...]:
        """The one line to name where there is room for one: at night the one surely open, by day
        the one that is best for the topic.
        """
        if not self.are_silent(chosen[:1]):
            return chosen[:1]
        surely = [line for line in self.with_one_open(chosen) if not self._none_open([line])]
        return (*surely, *chosen)[:1]

    def are_silent(self, chosen: Sequence[Helpline]) -> bool:
        """Whether an honest sentence is due: nothing is surely open, and it is late, a holiday, or
        one of them is closed. By day unknown hours are only said to be unknown.
        """
        if not self._none_open(chosen):
            return False
        states = [line.is_open(self.need.now, holiday=self.holiday) for line in chosen]
        late = self.country in self.need.calendar.late
        return OpenState.CLOSED in states or self.holiday or late

    def _none_open(self, lines: Sequence[Helpline]) -> bool:
        return none_surely_open(lines, now=self.need.now, holiday=self.holiday)


def _each_once(lines: Sequence[Helpline]) -> list[Helpline]:
    """A number that several countries share stands once."""
    return list({line.dial or line.id: line for line in reversed(lines)}.values())[::-1]
