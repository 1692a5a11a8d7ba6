"""Whom each served country leaves without a line: for every need and every age there is one."""

from collections.abc import Iterator, Sequence

from bot.content.checks.problem import Problem
from bot.content.shaping import listed
from bot.domain.choosing import AGES, lines_for, right_for
from bot.domain.country import Countries
from bot.domain.errors import Place
from bot.domain.helpline import Confidence, Helpline, HelplineKind
from bot.domain.policy import Policy

FAMILY = "helplines"

YOUNG = tuple(band for band in AGES if band != "18_plus")

NEEDS = {
    "emergency number": (HelplineKind.EMERGENCY,),
    "child helpline": (HelplineKind.CHILD_HELPLINE,),
    "line for blackmail with images": (
        HelplineKind.MISSING_EXPLOITED,
        HelplineKind.ONLINE_SAFETY,
    ),
    "line for thoughts of suicide": (HelplineKind.SUICIDE,),
}
"""What no served country may be without."""

PLACE = Place("content/countries.yml")


def coverage(
    helplines: Sequence[Helpline], countries: Countries, policy: Policy | None
) -> list[Problem]:
    """Needs that a served country has no right line for, by itself and as the policy asks."""
    asked = _by_policy(helplines, countries, policy) if policy else ()
    return [*_basic(helplines, countries), *asked]


def _basic(helplines: Sequence[Helpline], countries: Countries) -> Iterator[Problem]:
    for country in countries.served:
        own = [line for line in helplines if line.country == country and _sure(line)]
        for need, kinds in NEEDS.items():
            left = [band for band in YOUNG if not _serves(right_for(own, band), kinds)]
            if left:
                message = f"{country} has no {need}{_at(left)}"
                yield Problem(PLACE, FAMILY, f"{message}: add one, with `confidence: high`")


def _by_policy(
    helplines: Sequence[Helpline], countries: Countries, policy: Policy
) -> Iterator[Problem]:
    for rule in policy.rules:
        if not rule.helplines:
            continue
        for country in countries.served:
            lines = lines_for(country, helplines)
            bands = rule.age_bands or set(AGES)
            left = [
                band
                for band in sorted(bands)
                if not _serves(right_for(lines, band), rule.helplines)
            ]
            if left:
                kinds = listed(rule.helplines)
                message = f"{country} has no line of the kinds {kinds}{_at(left)}"
                yield Problem(rule.place, FAMILY, message)


def _sure(line: Helpline) -> bool:
    """A need must not rest on a record that one page alone vouches for, or on a form alone."""
    reached = line.number or line.sms or line.chat_url
    return line.confidence is Confidence.HIGH and bool(reached)


def _serves(lines: Sequence[Helpline], kinds: Sequence[HelplineKind]) -> bool:
    return any(line.serves(kind) for line in lines for kind in kinds)


def _at(bands: Sequence[str]) -> str:
    return "" if len(bands) >= len(YOUNG) else f" for {listed(bands, 'and')}"
