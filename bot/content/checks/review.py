"""Who has read this, and when must somebody read it again. A warning while writing; an error
before a release.
"""

from datetime import date

from bot.content.checks.problem import Problem
from bot.content.loaded import Loaded
from bot.domain.errors import Place
from bot.domain.flow import FlowKind

FAMILY = "review"


def check(loaded: Loaded, today: date, *, release: bool = False) -> list[Problem]:
    """Safety and help flows that no named person has read, and reviews that ran out."""
    problems = []
    unread: list[str] = []
    for id, place in loaded.metas.items():
        flow = loaded.library.flows.get(id)
        if flow is None:
            continue
        meta = flow.meta
        if bool(meta.reviewed_by) is not bool(meta.reviewed_on):
            message = f"`{id}`: `reviewed_by` and `reviewed_on` belong together"
            problems.append(Problem(place, FAMILY, message))
        elif not meta.reviewed_by and meta.kind in (FlowKind.SAFETY, FlowKind.HELP):
            unread.append(id)
        if meta.review_again_on and date.fromisoformat(meta.review_again_on) < today:
            message = f"`{id}` was to be read again by {meta.review_again_on}"
            problems.append(Problem(place, FAMILY, message, error=release))
    if unread:
        problems.append(Problem(_first(loaded, unread), FAMILY, _told(unread), error=release))
    return problems


def _first(loaded: Loaded, unread: list[str]) -> Place:
    return min((loaded.metas[id] for id in unread), key=lambda place: place.line)


def _told(unread: list[str]) -> str:
    who = f"{len(unread)} safety and help flows were" if unread[1:] else f"`{unread[0]}` was"
    return f"{who} not yet read by a named person who knows child protection (`reviewed_by: null`)"
