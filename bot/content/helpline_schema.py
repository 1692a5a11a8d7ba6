"""The shape of `content/helplines/<COUNTRY>.yml`: what an editor may write about a line.

A telephone number is text, in quotes: read as a number it would lose the zero it begins with.
Hours that are not surely known are `unknown`; there is no way to write "probably".
"""

import re
from collections.abc import Callable
from datetime import date, time
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from bot.content.shaping import PATTERNS, Shape, meant, sentence
from bot.domain.helpline import Confidence, HelplineKind

ID = r"^[a-z]{2}-[a-z0-9]+(-[a-z0-9]+)*$"
COUNTRY = r"^[A-Z]{2}$"
LANGUAGE = r"^[a-z]{2,3}$"
ADDRESS = r"^https://[^\s/]+\.[^\s/]+(/\S*)?$"
PATTERNS[ID] = "an id of a line: write the country in small letters, then words, with `-` between"
PATTERNS[COUNTRY] = "a country code: write two capitals, such as `BE`"
PATTERNS[LANGUAGE] = "a language code: write two small letters, such as `fr`"
PATTERNS[ADDRESS] = "an address that can be opened: it begins with `https://`"

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _days(value: Any) -> Any:
    """`mon-fri`, `wed, sat` or `every day` as weekdays from 0."""
    if value == "every day":
        return frozenset(range(7))
    if not isinstance(value, str):
        raise sentence("write the days in one line, such as `mon-fri`, `wed, sat` or `every day`")
    return frozenset(
        number for part in value.split(",") for number in _span(*part.strip().split("-", 1))
    )


def _span(first: str, last: str | None = None) -> list[int]:
    start, end = _weekday(first), _weekday(first if last is None else last)
    return [(start + step) % 7 for step in range((end - start) % 7 + 1)]


def _weekday(word: str) -> int:
    if word not in WEEKDAYS:
        raise sentence(f"`{word}` is no day: write mon, tue, wed, thu, fri, sat or sun")
    return WEEKDAYS.index(word)


def _time(value: Any) -> Any:
    """`08:00` as a time of day; `24:00` is midnight."""
    match = re.fullmatch(r"(\d\d):(\d\d)", str(value))
    hour, minute = (int(match[1]), int(match[2])) if match else (99, 0)
    if (hour > 23 or minute > 59) and (hour, minute) != (24, 0):
        raise sentence(f"`{value}` is no time: write it like `08:00`, up to `24:00`")
    return time(hour % 24, minute)


def _date(value: Any) -> Any:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise sentence(f"`{value}` is no day: write it like `2026-11-22`") from None


def _source_date(value: Any) -> Any:
    """The date as the source has it, often no more than a year."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _digits(value: Any) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise sentence("put the number in quotes, with every zero that it begins with")
    return value


def _hours(value: Any) -> Any:
    if value == "always":
        return AlwaysOpen.model_validate({})
    if value is None or value == "unknown":
        return None
    if isinstance(value, str):
        hint = meant(value, ("always", "unknown"))
        raise sentence(f"`{value}` says no hours{hint or ': write `always`, `unknown` or `open:`'}")
    return value


def _written_as(read: Callable[[Any], Any], form: Any) -> BeforeValidator:
    return BeforeValidator(read, json_schema_input_type=form)


Day = Annotated[date, _written_as(_date, str)]
Moment = Annotated[time, _written_as(_time, str)]
Days = Annotated[frozenset[int], _written_as(_days, str)]
Digits = Annotated[str, _written_as(_digits, str)]
Address = Annotated[str, Field(pattern=ADDRESS)]
Language = Annotated[str, Field(pattern=LANGUAGE)]
Words = dict[Language, str]
Kind = Annotated[HelplineKind, Field(strict=False)]


class IntervalShape(Shape):
    """One line of hours: `{days: mon-fri, from: 08:00, until: 18:00}`."""

    days: Days = Field(description="such as `mon-fri`, `wed, sat` or `every day`")
    begin: Moment = Field(alias="from", description="local time, such as 08:00")
    until: Moment = Field(
        description="local time; 24:00 is midnight, 07:00 may be the next morning"
    )


class HoursShape(Shape):
    """Hours that every source agrees about, and what they disagree about."""

    open: list[IntervalShape] = Field(min_length=1, description="surely open then")
    perhaps: list[IntervalShape] = Field([], description="open then in some sources only: unknown")
    uncertain_on: Days = Field(frozenset(), description="days the sources disagree about: unknown")
    holidays: Literal["unknown", "same"] = Field(
        "unknown", description="`same` only where a source says so"
    )


class AlwaysOpen(HoursShape):
    """`hours: always`."""

    open: list[IntervalShape] = Field([])


Hours = Annotated[
    HoursShape | None,
    _written_as(_hours, Literal["always", "unknown"] | HoursShape | None),
]


class SourceShape(Shape):
    """Where the facts come from."""

    url: str = Field(description="the page")
    date: Annotated[str | None, _written_as(_source_date, str | int | None)] = Field(
        None, description="its date as far as known; null when it has none"
    )
    says: str = Field(description="what it says about this line, in your own words")


class HelplineShape(Shape):
    """One line."""

    id: Annotated[str, Field(pattern=ID)] = Field(description="such as be-child-focus")
    kind: Kind = Field(description="what it is for, first of all")
    also: list[Kind] = Field([], description="what else it is for")
    name: Words = Field(description="its own name, by language")
    about: Words = Field(description="one line on what they do, by language; 90 characters at most")
    number: Digits | None = Field(None, description="the telephone number as people read it")
    dial: Digits | None = Field(None, description="the same digits without spaces, to be called")
    sms: Digits | None = Field(None, description="number for text messages, digits only")
    chat_url: Address | None = Field(None, description="where one can write to a person")
    web_url: Address | None = Field(None, description="its page")
    languages: list[Language] = Field([], description="spoken there; empty where no source says")
    chat_languages: list[Language] = Field([], description="written there, where others")
    hours: Hours = Field(None, description="by telephone: always, unknown, or `open:`")
    chat_hours: Hours = Field(None, description="of the chat")
    free: bool | None = Field(None, description="null where no source says")
    anonymous: bool | None = Field(None, description="null where no source says")
    minimum_age: int | None = Field(None, ge=0, le=99)
    maximum_age: int | None = Field(None, ge=0, le=99)
    for_adults_only: bool = Field(False, description="true: kept on record, never shown")
    if_busy: Annotated[str, Field(pattern=ID)] | None = Field(None, description="the next to try")
    confidence: Annotated[Confidence, Field(strict=False)] = Field(
        description="high: official, or two sources; medium: one good source"
    )
    compiled_on: Day = Field(description="the day these facts were gathered")
    verified_on: Day | None = Field(description="the day somebody called; null until then")
    expires_on: Day | None = Field(None, description="to be checked again by then")
    switched_off: bool = Field(False, description="true: no longer shown, at once")
    source: list[SourceShape]


class HelplinesShape(Shape):
    """One country's file."""

    country: Annotated[str, Field(pattern=COUNTRY)] = Field(description="as the file is named")
    timezone: str = Field(description="whose clock the hours mean, such as Europe/Brussels")
    helplines: list[HelplineShape]
