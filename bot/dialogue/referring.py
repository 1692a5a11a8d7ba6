"""Helpline cards: which services are right here and now, and the words of the card.

A card is first planned (a form and the ids of helplines), then composed. Only the plan is stored;
the same plan is composed
again when a reply is shown a second time, with the hours of that moment.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.dialogue.wording import (
    choose_variation,
    fill,
    find_response,
    phrase,
    placeholders,
)
from bot.domain.choosing import choose, lines_for, none_surely_open
from bot.domain.flow import SlotValue
from bot.domain.heard import Calendar
from bot.domain.helpline import Helpline, HelplineKind, OpenState
from bot.domain.library import Library
from bot.domain.message import Contact, Reply, ReplyKind
from bot.domain.policy import PolicyRule
from bot.domain.risk import RiskCategory, RiskLevel, RiskSubject

CARD = "utter_card"
EUROPE = "EU"


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
    EMERGENCY = "emergency"
    NO_WRITING = "no_writing"
    """Nothing here can surely be written to: an honest sentence, and what can be called."""


@dataclass(frozen=True, slots=True)
class CardPlan:
    """What a card will show."""

    form: CardForm
    helplines: tuple[str, ...]
    category: str = ""


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
        )


def plan_card(
    library: Library, need: Need, *, short: bool = False, writing: bool = False
) -> CardPlan:
    """The card that is right for the need; never empty while a country is served."""
    rule = library.policy.rule(need.level, need.category, need.subject, need.age_band)
    category = need.category.value if need.category else ""
    if need.country is None:
        return _plan_for_countries(library, need, rule, category)
    chosen = _chosen(library, need, need.country, rule, writing)
    if not chosen:
        form = CardForm.NO_WRITING if writing else CardForm.EMERGENCY
        fallback = _chosen(library, need, need.country, rule, writing=False) if writing else ()
        return CardPlan(form, _ids(fallback) or _ids(_emergency(library, need.country)), category)
    if writing:
        return CardPlan(CardForm.WHOLE, _ids(chosen), category)
    if short:
        return CardPlan(CardForm.SHORT, _ids(chosen[:1]), category)
    chosen = _with_one_open(library, need, need.country, rule, chosen)
    if rule is not None and rule.number_first:
        return CardPlan(CardForm.NUMBER_FIRST, _ids(chosen), category)
    if _is_silent(chosen, need, need.country):
        emergency = [line for line in _emergency(library, need.country) if line not in chosen]
        return CardPlan(CardForm.NONE_OPEN, _ids([*chosen, *emergency]), category)
    return CardPlan(CardForm.WHOLE, _ids(chosen), category)


def plan_emergency(library: Library, need: Need) -> CardPlan:
    """The emergency number of the country, or Europe's."""
    return CardPlan(CardForm.EMERGENCY, _ids(_emergency(library, need.country or EUROPE)))


def compose_card(
    library: Library,
    plan: CardPlan,
    language: str,
    now: datetime,
    holidays: frozenset[str] = frozenset(),
) -> Reply:
    """The card in words. Raises MissingWords where the content lacks a piece."""
    lines = [library.helplines[id] for id in plan.helplines if id in library.helplines]
    contacts = []
    for position, line in enumerate(lines):
        words = _line_words(library, plan, line, language, now, position, line.country in holidays)
        contacts.append(_contact(library, line, language, words))
    text = "\n".join(
        [*_lead(library, plan.form, language), *(contact.text for contact in contacts)]
    )
    return Reply(
        name=CARD,
        language=language,
        text=text,
        kind=ReplyKind.CARD,
        values={"form": plan.form.value, "category": plan.category},
        contacts=tuple(contacts),
        safety=True,
    )


def last_resort(library: Library, country: str | None) -> Reply:
    """A card made of records alone: country names and numbers, for when even words are missing."""
    codes = (
        [country]
        if country
        else list(dict.fromkeys(line.country for line in library.helplines.values()))
    )
    contacts = []
    for code in codes:
        for line in library.helplines_of(code):
            if line.dial and line.kind in (HelplineKind.EMERGENCY, HelplineKind.CHILD_HELPLINE):
                contacts.append(_contact(library, line, "", f"{code}: {line.number}"))
    text = "\n".join(contact.text for contact in contacts)
    return Reply(CARD, "", text, kind=ReplyKind.CARD, contacts=tuple(contacts), safety=True)


def _plan_for_countries(
    library: Library, need: Need, rule: PolicyRule | None, category: str
) -> CardPlan:
    first = []
    if rule is not None and rule.number_first:
        first = [*_emergency(library, EUROPE)]
    for country in need.countries:
        first += _chosen(library, need, country, rule, writing=False, most=1)
    kept = {line.dial or line.id: line for line in reversed(first)}
    form = CardForm.NUMBER_FIRST if rule is not None and rule.number_first else CardForm.COUNTRIES
    return CardPlan(
        form, _ids([line for line in first if kept.get(line.dial or line.id) is line]), category
    )


def _chosen(
    library: Library,
    need: Need,
    country: str,
    rule: PolicyRule | None,
    writing: bool,
    most: int | None = None,
) -> tuple[Helpline, ...]:
    kinds = rule.helplines if rule and rule.helplines else (HelplineKind.CHILD_HELPLINE,)
    return choose(
        lines_for(country, tuple(library.helplines.values())),
        kinds=kinds,
        language=need.language,
        age_band=need.age_band,
        now=need.now,
        holiday=country in need.calendar.holidays,
        most=most or (rule.most if rule else 1),
        writing_only=writing,
    )


def _is_silent(chosen: Sequence[Helpline], need: Need, country: str) -> bool:
    """Whether an honest sentence is due: nothing is surely open, and not only because hours are
    unknown in the middle of the day.
    """
    holiday = country in need.calendar.holidays
    if not none_surely_open(chosen, now=need.now, holiday=holiday):
        return False
    closed = any(line.is_open(need.now, holiday=holiday) is OpenState.CLOSED for line in chosen)
    return closed or holiday or country in need.calendar.late


def _with_one_open(
    library: Library,
    need: Need,
    country: str,
    rule: PolicyRule | None,
    chosen: tuple[Helpline, ...],
) -> tuple[Helpline, ...]:
    """Where no chosen line is surely open, the first one that is, of the kinds that are right."""
    holiday = country in need.calendar.holidays
    if not none_surely_open(chosen, now=need.now, holiday=holiday):
        return chosen
    others = _chosen(library, need, country, rule, writing=False, most=len(library.helplines))
    still_open = [
        line for line in others if not none_surely_open([line], now=need.now, holiday=holiday)
    ]
    return (*chosen, *still_open[:1])


def _emergency(library: Library, country: str) -> tuple[Helpline, ...]:
    for code in (country, EUROPE):
        found = [line for line in library.helplines_of(code) if line.kind is HelplineKind.EMERGENCY]
        if found:
            return tuple(found[:1])
    return ()


def _ids(lines: Sequence[Helpline]) -> tuple[str, ...]:
    return tuple(line.id for line in lines)


_LEADS: Mapping[CardForm, str] = {
    CardForm.NONE_OPEN: "utter_card_none_open",
    CardForm.COUNTRIES: "utter_card_no_country",
    CardForm.NO_WRITING: "utter_card_no_text_line",
}


def _lead(library: Library, form: CardForm, language: str) -> list[str]:
    return [phrase(library, _LEADS[form], language)] if form in _LEADS else []


def _line_words(
    library: Library,
    plan: CardPlan,
    line: Helpline,
    language: str,
    now: datetime,
    position: int,
    holiday: bool,
) -> str:
    """The words of one contact; the first of a DANGER card is the sentence with the number."""
    name = "utter_card_contact"
    if not line.number:
        name = "utter_card_contact_web"
    elif plan.form is CardForm.NUMBER_FIRST:
        name = "utter_card_number_first" if position == 0 else "utter_card_short"
    elif plan.form in (CardForm.SHORT, CardForm.COUNTRIES):
        name = "utter_card_short"
    elif line.kind is HelplineKind.EMERGENCY:
        name = "utter_card_emergency"
    response = find_response(library, name, language)
    slots = {"risk_category": plan.category or None}
    text = response.variations[choose_variation(response, slots, "", 0)].text or ""
    values = _values(library, line, language)
    if "hours" in placeholders(text):
        values["hours"] = _hours(library, line, language, now, holiday)
    return " ".join(fill(text, values).split())


def _values(library: Library, line: Helpline, language: str) -> dict[str, str]:
    return {
        "country": _country_name(library, line.country, language),
        "number": line.number or "",
        "name": _named(line.name, language),
        "about": _named(line.about, language),
        "cost": phrase(library, "utter_card_free", language) if line.free else "",
        "url": _bare(line.web_url or line.chat_url or ""),
    }


def _hours(library: Library, line: Helpline, language: str, now: datetime, holiday: bool) -> str:
    """What is known of this hour: open until when, day and night, closed, or where hours stand."""
    state = line.is_open(now, holiday=holiday)
    if state is OpenState.OPEN and line.hours is not None:
        if line.hours.always:
            return phrase(library, "utter_card_day_and_night", language)
        until = line.hours.open_until(now, holiday=holiday)
        time = until.strftime("%H:%M") if until else ""
        return phrase(library, "utter_card_open_until", language, {"time": time}) if time else ""
    name = "utter_card_hours_unknown" if line.web_url else "utter_card_hours_unknown_no_url"
    where = phrase(library, name, language, {"url": _bare(line.web_url or "")})
    if state is OpenState.CLOSED:
        closed = phrase(library, "utter_card_closed_now", language)
        return f"{closed} {where}" if line.web_url else closed
    return where


def _contact(library: Library, line: Helpline, language: str, text: str) -> Contact:
    return Contact(
        helpline=line.id,
        country=_country_name(library, line.country, language),
        name=_named(line.name, language),
        number=line.number,
        dial=line.dial,
        chat_url=line.chat_url,
        web_url=line.web_url,
        text=text,
    )


def _country_name(library: Library, code: str, language: str) -> str:
    return library.country_names.get(language, {}).get(code, code)


def _named(words: Mapping[str, str], language: str) -> str:
    return words.get(language) or next(iter(words.values()), "")


def _bare(url: str) -> str:
    return url.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
