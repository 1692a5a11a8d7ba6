"""Reads who can be called, one file a country, into values that know their place."""

from pathlib import Path

from bot.content.helpline_schema import (
    AlwaysOpen,
    HelplineShape,
    HelplinesShape,
    HoursShape,
    IntervalShape,
)
from bot.content.reading import Document, files_under, read
from bot.content.shaping import shape
from bot.domain.errors import Place
from bot.domain.helpline import Helpline, Interval, OpeningHours, Source


def read_helplines(directory: Path) -> tuple[Helpline, ...]:
    """Every line of every country, in the order of the files; raises ContentError with a place."""
    root = directory.parent.parent
    documents = (read(path, root) for path in files_under(directory, "*.yml"))
    return tuple(line for document in documents for line in helplines_from(document))


def helplines_from(document: Document) -> tuple[Helpline, ...]:
    """The lines of one file; raises WrongShape with the place and what to write instead."""
    return lines_of(shape(document, HelplinesShape), document)


def lines_of(form: HelplinesShape, document: Document) -> tuple[Helpline, ...]:
    """The lines of a file that has the documented form."""
    return tuple(
        _helpline(line, form, document.place("helplines", position))
        for position, line in enumerate(form.helplines)
    )


def _helpline(line: HelplineShape, form: HelplinesShape, place: Place) -> Helpline:
    return Helpline(
        id=line.id,
        country=form.country,
        kind=line.kind,
        also=frozenset(line.also),
        name=line.name,
        about=line.about,
        number=line.number,
        dial=line.dial,
        sms=line.sms,
        chat_url=line.chat_url,
        web_url=line.web_url,
        languages=tuple(line.languages),
        chat_languages=tuple(line.chat_languages),
        hours=_hours(line.hours, form.timezone),
        chat_hours=_hours(line.chat_hours, form.timezone),
        free=line.free,
        anonymous=line.anonymous,
        minimum_age=line.minimum_age,
        maximum_age=line.maximum_age,
        for_adults_only=line.for_adults_only,
        if_busy=line.if_busy,
        confidence=line.confidence,
        compiled_on=line.compiled_on,
        verified_on=line.verified_on,
        expires_on=line.expires_on,
        switched_off=line.switched_off,
        source=tuple(Source(source.url, source.says, source.date) for source in line.source),
        place=place,
    )


def _hours(form: HoursShape | None, timezone: str) -> OpeningHours | None:
    if form is None:
        return None
    return OpeningHours(
        timezone=timezone,
        always=isinstance(form, AlwaysOpen),
        intervals=tuple(_interval(item) for item in form.open),
        perhaps=tuple(_interval(item) for item in form.perhaps),
        uncertain_on=form.uncertain_on,
        holidays_uncertain=form.holidays == "unknown",
    )


def _interval(form: IntervalShape) -> Interval:
    return Interval(form.days, form.begin, form.until)
