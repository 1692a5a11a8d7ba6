"""What this deployment still lacks: decisions, reviews, telephone calls. Honest, and no words.

It does not fail for what is merely undone: the page serves helplines all the same. It says what a
good deployment would still do, and where.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from bot.content.checking import check
from bot.content.loaded import Loaded


@dataclass(frozen=True, slots=True)
class Deployed:
    """What the settings say, as plain values."""

    mode: str
    organisation: str
    default_country: str
    countries: tuple[str, ...]
    data_dir: Path


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is well, or that somebody should do."""

    well: bool
    what: str

    def __str__(self) -> str:
        return f"{'ok   ' if self.well else 'to do'}  {self.what}"


def run(root: Path, loaded: Loaded, deployed: Deployed, out: TextIO) -> int:
    """Prints the findings; 1 when the content has an error that young people could meet, else 0."""
    errors = [problem for problem in check(root) if problem.error]
    for finding in [*_content(loaded, len(errors)), *deployment_findings(deployed)]:
        print(finding, file=out)
    return 1 if errors else 0


def _content(loaded: Loaded, errors: int) -> Iterator[Finding]:
    library = loaded.library
    if errors:
        yield Finding(False, f"content has {errors} errors: run `./run check`")
    else:
        yield Finding(True, f"content passes every check (release {library.release})")
    unread = sum(1 for flow in library.flows.values() if not flow.meta.reviewed_by)
    yield Finding(
        not unread,
        f"{len(library.flows) - unread} of {len(library.flows)} flows were reviewed by a named "
        "person: a counsellor and a youth panel read each one, then fill in content/flow_meta.yml",
    )
    lines = library.helplines.values()
    uncalled = sum(1 for line in lines if line.verified_on is None)
    yield Finding(
        not uncalled,
        f"{len(lines) - uncalled} of {len(lines)} helplines were called by a person: call each, "
        "then fill in verified_on in content/helplines/",
    )
    unknown = sorted(line.id for line in lines if line.dial and line.hours is None)
    yield Finding(
        not unknown, f"{len(unknown)} lines have unknown hours: {', '.join(unknown) or 'none'}"
    )


def deployment_findings(deployed: Deployed) -> Iterator[Finding]:
    """What the settings decided, and what people must."""
    yield Finding(True, f"this is {deployed.mode}, data in {deployed.data_dir}")
    yield Finding(
        bool(deployed.organisation),
        f"run by: {deployed.organisation}"
        if deployed.organisation
        else "nobody is named as running this: set MAKE_IT_SAFE_ORGANISATION",
    )
    served = ", ".join(deployed.countries)
    yield _assumed(deployed.default_country, deployed.countries, served)
    yield Finding(
        False,
        "decide with your child-protection partner, and write down: who answers for this, what "
        "happens at night, who reads the counts (docs/data.md)",
    )


def _assumed(country: str, countries: tuple[str, ...], served: str) -> Finding:
    if not country:
        return Finding(
            False,
            f"no country is assumed, so a card may show all of {served}: where most come from "
            "one, set MAKE_IT_SAFE_DEFAULT_COUNTRY",
        )
    if country not in countries:
        return Finding(
            False,
            f"the page does not start, since the country {country} is not served: set "
            f"MAKE_IT_SAFE_DEFAULT_COUNTRY to one of {served}",
        )
    return Finding(True, f"assumed country: {country}")
