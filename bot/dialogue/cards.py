"""Helpline cards in words: the pieces are content, the facts are the records'.

The same plan is composed again when a reply is shown a second time, with the hours of that moment.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.dialogue.referring import CardForm, CardPlan
from bot.dialogue.wording import choose_variation, fill, find_response, phrase, placeholders
from bot.domain.helpline import Helpline, HelplineKind, OpenState
from bot.domain.library import Library
from bot.domain.message import Contact, Reply, ReplyKind

CARD = "utter_card"


def compose_card(
    library: Library,
    plan: CardPlan,
    language: str,
    now: datetime,
    holidays: frozenset[str] = frozenset(),
) -> Reply:
    """The card in words. Raises MissingWords where the content lacks a piece."""
    lines = [library.helplines[id] for id in plan.helplines if id in library.helplines]
    contacts, form = [], plan.form
    for position, line in enumerate(lines):
        if plan.in_writing and line.kind is HelplineKind.EMERGENCY:
            # From here on stands what is surely open by phone, for when there is no other way.
            plan = replace(plan, form=CardForm.SHORT)
        words = _line_words(library, plan, line, language, now, position, line.country in holidays)
        contact = _contact(library, line, language, words)
        if plan.in_writing and line.chat_url:
            # Who cannot talk out loud is shown where to write, not a number to dial.
            contact = replace(contact, number=None, dial=None, web_url=None)
        contacts.append(contact)
    text = "\n".join([*_lead(library, form, language), *(contact.text for contact in contacts)])
    return Reply(
        name=CARD,
        language=language,
        text=text,
        kind=ReplyKind.CARD,
        values={"form": form.value, "category": plan.category},
        contacts=tuple(contacts),
        safety=True,
    )


def last_resort(library: Library, country: str | None, language: str = "") -> Reply:
    """A card made of records alone: country names and numbers, for when even words are missing.

    It knows no hour, so it says of no line that it is open.
    """
    codes = (
        [country]
        if country
        else list(dict.fromkeys(line.country for line in library.helplines.values()))
    )
    contacts = []
    for code in codes:
        for line in library.helplines_of(code):
            if line.dial and line.kind in (HelplineKind.EMERGENCY, HelplineKind.CHILD_HELPLINE):
                contacts.append(_contact(library, line, language, f"{code}: {line.number}"))
    text = "\n".join(contact.text for contact in contacts)
    return Reply(CARD, language, text, kind=ReplyKind.CARD, contacts=tuple(contacts), safety=True)


_LEADS: Mapping[CardForm, str] = {
    CardForm.NONE_OPEN: "utter_card_none_open",
    CardForm.WRITING: "utter_card_writing",
    CardForm.WRITING_UNSURE: "utter_card_writing_unsure",
    CardForm.ELSEWHERE: "utter_card_elsewhere",
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
    if not line.number or (plan.in_writing and line.chat_url):
        name = "utter_card_contact_web"
    elif plan.form is CardForm.NUMBER_FIRST:
        name = "utter_card_number_first" if position == 0 else "utter_card_short"
    elif line.kind is HelplineKind.EMERGENCY:
        name = "utter_card_emergency"
    elif plan.form in (CardForm.SHORT, CardForm.COUNTRIES):
        name = "utter_card_short"
    response = find_response(library, name, language)
    slots = {"risk_category": plan.category or None}
    text = response.variations[choose_variation(response, slots, "", 0)].text or ""
    values = _values(library, line, language, plan.in_writing)
    if "hours" in placeholders(text):
        values["hours"] = _hours(library, line, language, now, holiday)
    return " ".join(fill(text, values).split())


def _values(library: Library, line: Helpline, language: str, in_writing: bool) -> dict[str, str]:
    url = (line.chat_url if in_writing else None) or line.web_url or line.chat_url or ""
    return {
        "country": _country_name(library, line.country, language),
        "number": line.number or "",
        "name": _named(line.name, language),
        "about": _named(line.about, language),
        "cost": phrase(library, "utter_card_free", language) if line.free else "",
        "url": _bare(url),
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
