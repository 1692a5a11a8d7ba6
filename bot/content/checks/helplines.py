"""Helplines: every number has a source, every served country has who to call, and nothing is said
that nobody knows.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.content.checks.coverage import coverage
from bot.content.checks.problem import Problem
from bot.content.shaping import listed
from bot.domain.country import Countries
from bot.domain.errors import Place
from bot.domain.helpline import Confidence, Helpline, HelplineKind, OpeningHours
from bot.domain.policy import Policy

FAMILY = "helplines"
EXPIRY = "expiry"
"""Its findings warn, and fail a release."""

LONGEST_ABOUT = 90
NOTICE = (3, 14, 30)
"""Days before a record expires at which the warning changes its tone."""


def check(
    helplines: Sequence[Helpline], countries: Countries, policy: Policy | None, today: date
) -> list[Problem]:
    """Everything that is wrong with these records, and with what they leave uncovered."""
    each = chain.from_iterable(_of_one(line, helplines, countries, today) for line in helplines)
    return [
        *each,
        *_told_apart(helplines),
        *_clocks(countries),
        *coverage(helplines, countries, policy),
        *_never_called(helplines),
    ]


def _of_one(
    line: Helpline, helplines: Sequence[Helpline], countries: Countries, today: date
) -> Iterator[Problem]:
    for message in chain(
        _provenance(line, today),
        _identity(line, countries),
        _ways_in(line),
        _audience(line),
        _confidence(line),
        _words(line, countries),
        _the_next(line, helplines),
    ):
        yield Problem(line.place, FAMILY, f"`{line.id}`: {message}")
    for hours, name in ((line.hours, "hours"), (line.chat_hours, "chat_hours")):
        for message in _hours(hours, countries.timezones.get(line.country)) if hours else ():
            yield Problem(line.place, FAMILY, f"`{line.id}`: `{name}`: {message}")
    if message := _expiry(line, today):
        yield Problem(line.place, EXPIRY, f"`{line.id}` {message}", error=False)


def _provenance(line: Helpline, today: date) -> Iterator[str]:
    if not line.source:
        yield "no source: add `source:` with the page that says so"
    for number, source in enumerate(line.source, 1):
        if not source.url.startswith(("https://", "http://")) or not source.says.strip():
            yield f"source {number} needs an address in `url:` and what it says in `says:`"
    if line.compiled_on > today:
        yield f"`compiled_on` is {line.compiled_on}, which is still to come"
    if line.verified_on and line.verified_on > today:
        yield f"`verified_on` is {line.verified_on}: it is the day of a call, or null"
    if line.kind is HelplineKind.EMERGENCY:
        return
    if line.expires_on is None:
        yield "no `expires_on`: write the day by which somebody checks it again"
    elif line.expires_on <= max(line.compiled_on, line.verified_on or date.min):
        yield f"`expires_on` is {line.expires_on}, not after the day it was last checked"


def _identity(line: Helpline, countries: Countries) -> Iterator[str]:
    if not line.id.startswith(f"{line.country.lower()}-"):
        yield f"begin its id with `{line.country.lower()}-`: each country has records of its own"
    if line.country not in countries.names:
        yield f"the country {line.country} has no name: add it in content/countries.yml"


def _ways_in(line: Helpline) -> Iterator[str]:
    if not (line.number or line.sms or line.chat_url or line.web_url):
        yield "no way to reach it: write `number:`, `sms:`, `chat_url:` or `web_url:`"
    if bool(line.number) is not bool(line.dial or line.sms):
        yield "`number:` (as it is read) and `dial:` (its digits) belong together: write both"
    for field, digits in (("dial", line.dial), ("sms", line.sms)):
        if digits and not re.fullmatch(r"\+?[0-9]{2,15}", digits):
            yield f"`{field}: {digits}` must be digits only"
    if line.number and line.dial and not re.fullmatch(r"\+?[0-9][0-9 .()/-]+", line.number):
        yield f"`number: {line.number}` must be a number as it is printed, without words"
    reached = line.dial or line.sms
    if line.number and reached and re.sub(r"[^0-9+]", "", line.number) != reached:
        yield f"`number: {line.number}` does not have the digits {reached}"
    if line.hours and not (line.number or line.sms):
        yield "`hours:` are those of a telephone, and there is no `number:`"
    if line.chat_hours and not line.chat_url:
        yield "`chat_hours:` without a `chat_url:`"


def _audience(line: Helpline) -> Iterator[str]:
    low, high = line.minimum_age or 0, line.maximum_age
    if low >= 18 and not line.for_adults_only:
        yield f"`minimum_age: {low}` is a line for adults: write `for_adults_only: true`"
    if high is not None and high < low:
        yield f"`maximum_age: {high}` is below `minimum_age: {low}`"
    if HelplineKind.PARENTS in {line.kind, *line.also} and line.also:
        yield "a line for parents is for parents only: leave `also:` out"


def _confidence(line: Helpline) -> Iterator[str]:
    if line.confidence in (Confidence.LOW, Confidence.NONE) and not line.switched_off:
        yield f"`confidence: {line.confidence}` is never shown: leave the record out"
    ways = [hours for hours in (line.hours, line.chat_hours) if hours]
    if line.confidence is Confidence.MEDIUM and any(hours.always for hours in ways):
        yield "`always` needs `confidence: high`: write `hours: unknown`"


def _words(line: Helpline, countries: Countries) -> Iterator[str]:
    for field, words in (("name", line.name), ("about", line.about)):
        missing = [language for language in countries.languages if not words.get(language)]
        if missing:
            yield f"`{field}:` is missing in {listed(missing, 'and')}"
    for language, about in line.about.items():
        if len(about) > LONGEST_ABOUT:
            yield f"`about:` in `{language}` has {len(about)} characters: {LONGEST_ABOUT} at most"
        if re.search(r"[0-9][ .]?[0-9][ .]?[0-9]", about):
            yield f"`about:` in `{language}` holds a number: write it in `number:` only"


def _the_next(line: Helpline, helplines: Sequence[Helpline]) -> Iterator[str]:
    if line.if_busy is None:
        return
    following = next((other for other in helplines if other.id == line.if_busy), None)
    if line.kind is HelplineKind.EMERGENCY:
        yield "an emergency number has no `if_busy`: leave it out"
    if following is None or following.id == line.id:
        yield f"`if_busy: {line.if_busy}` is not the id of another line"
    elif following.country != line.country:
        yield f"`if_busy: {line.if_busy}` is a line of {following.country}"
    elif following.for_adults_only or following.kind is HelplineKind.PARENTS:
        yield f"`if_busy: {line.if_busy}` is not for the young"


def _hours(hours: OpeningHours, timezone: str | None) -> Iterator[str]:
    if timezone is None:
        yield "their country has no clock: add its `timezone` in content/countries.yml"
    elif hours.timezone != timezone:
        yield f"the clock is {hours.timezone}, and {timezone} in content/countries.yml"
    if hours.always and (hours.intervals or hours.perhaps or hours.uncertain_on):
        yield "`always` stands beside times: hours that are not sure are never always"
    if any(item.start == item.end for item in (*hours.intervals, *hours.perhaps)):
        yield "a time begins and ends at once: write `hours: always` or `unknown`"


def _expiry(line: Helpline, today: date) -> str:
    if line.expires_on is None or line.kind is HelplineKind.EMERGENCY:
        return ""
    left = (line.expires_on - today).days
    if left < 0:
        return f"expired on {line.expires_on}: shown without hours, and only if nothing else is"
    if all(left > days for days in NOTICE):
        return ""
    when = "today" if not left else "tomorrow" if left == 1 else f"in {left} days"
    stage = next(days for days in NOTICE if left <= days)
    urgency = {3: "call it now", 14: "call it this week", 30: "plan a call"}[stage]
    return f"expires {when} ({line.expires_on}): {urgency}"


def _told_apart(helplines: Sequence[Helpline]) -> Iterator[Problem]:
    ids: dict[str, Helpline] = {}
    numbers: dict[tuple[str, str], Helpline] = {}
    for line in helplines:
        first = ids.setdefault(line.id, line)
        if first is not line:
            yield Problem(line.place, FAMILY, f"`{line.id}` stands in {first.place} already")
        for number in filter(None, (line.dial, line.sms)):
            other = numbers.setdefault((line.country, number), line)
            if other is not line:
                message = f"`{line.id}`: the number {number} is that of `{other.id}` already"
                yield Problem(line.place, FAMILY, message)


def _clocks(countries: Countries) -> Iterator[Problem]:
    place = Place("content/countries.yml")
    for code, timezone in countries.timezones.items():
        try:
            ZoneInfo(timezone)
        except (ZoneInfoNotFoundError, ValueError):
            message = f"`{timezone}` of {code} is no time zone: write one like Europe/Brussels"
            yield Problem(place, FAMILY, message)
    for code in countries.served:
        if code not in countries.timezones:
            yield Problem(place, FAMILY, f"{code} is served and has no `timezone`")


def _never_called(helplines: Sequence[Helpline]) -> Iterator[Problem]:
    waiting = [line for line in helplines if line.verified_on is None and not line.switched_off]
    if waiting:
        message = (
            f"{len(waiting)} of {len(helplines)} records have not been checked by a person yet "
            "(`verified_on: null`): docs/helplines.md says how"
        )
        yield Problem(waiting[0].place, FAMILY, message, error=False)
