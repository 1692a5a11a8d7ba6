"""What young people are told, and who has read it and called the numbers."""

from collections.abc import Iterator, Sequence
from datetime import date

from bot.content.checks.problem import Problem
from bot.content.loaded import Loaded
from bot.domain.flow import FlowKind
from bot.editor.diagnosing.findings import Finding, missing, unsafe, well


def content_findings(
    loaded: Loaded, problems: Sequence[Problem], today: date, *, is_production: bool
) -> Iterator[Finding]:
    """What the content lacks; a lack is unsafe where young people could meet it."""
    # While it is only tried out nobody can come to harm yet.
    grave = unsafe if is_production else missing
    errors = [problem for problem in problems if problem.error]
    release = loaded.library.release
    if errors:
        yield unsafe(
            f"the content has {len(errors)} errors, the first in {errors[0].place}",
            "a young person could meet a dead end or a wrong word",
            "run `./run check`, which names each with its mend",
        )
    else:
        yield well(f"the content passes every check (release {release})")
    flows = loaded.library.flows.values()
    unread = [flow for flow in flows if not flow.meta.reviewed_by]
    serious = [flow for flow in unread if flow.meta.kind in (FlowKind.SAFETY, FlowKind.HELP)]
    reviews = f"{len(unread)} of {len(flows)} flows, {len(serious)} of them for safety or help,"
    if unread:
        yield (grave if serious else missing)(
            f"{reviews} were read by nobody who knows child protection",
            "one blaming sentence can do harm",
            "let a counsellor and young people read them, then fill in reviewed_by and "
            "reviewed_on in content/flow_meta.yml",
        )
    else:
        yield well("every flow was read by a named person")
    yield from _helplines(loaded, today, is_production=is_production)


def _helplines(loaded: Loaded, today: date, *, is_production: bool) -> Iterator[Finding]:
    grave = unsafe if is_production else missing
    lines = [line for line in loaded.library.helplines.values() if not line.switched_off]
    if uncalled := sorted(line.id for line in lines if line.verified_on is None):
        yield grave(
            f"{len(uncalled)} of {len(lines)} helplines were never called: {_some(uncalled)}",
            "a wrong number leaves a young person alone in the worst minute",
            "call each (docs/helplines.md), then fill in verified_on in content/helplines/",
        )
    else:
        yield well("every helpline was called by a person")
    if old := sorted(line.id for line in lines if line.has_expired(today)):
        yield grave(
            f"{len(old)} helplines are out of date: {_some(old)}",
            "they are shown without hours, and only if nothing else is there",
            "call each again, then fill in verified_on and expires_on in content/helplines/",
        )
    else:
        yield well("no helpline is out of date")
    if unknown := sorted(line.id for line in lines if line.dial and line.hours is None):
        yield missing(
            f"{len(unknown)} lines have unknown hours: {_some(unknown)}",
            "they are never shown as open",
            "ask them when you call, then fill in hours in content/helplines/",
        )
    else:
        yield well("the hours of every line are known")


def _some(ids: Sequence[str]) -> str:
    rest = f" and {len(ids) - 5} more" if len(ids) > 5 else ""
    return f"{', '.join(ids[:5])}{rest}"
