"""Numbers that nobody called and texts that nobody read are named, worse where they are served."""

from dataclasses import replace
from datetime import date

import pytest

from bot.content.checks.problem import Problem
from bot.content.loaded import Loaded
from bot.content.loader import read_content
from bot.domain.errors import Place
from bot.domain.flow import FlowKind
from bot.domain.helpline import Helpline
from bot.editor.diagnosing import Weight, content_findings
from tests.content.laying import WORLD
from tests.editor.diagnosing.laying import faults, told

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def whole() -> Loaded:
    """Content that was read and called by people."""
    loaded, _ = read_content(WORLD)
    assert loaded
    flows = {
        name: replace(flow, meta=replace(flow.meta, reviewed_by="A. Person"))
        for name, flow in loaded.library.flows.items()
    }
    called = loaded.library.helplines.values()
    hours = next(line.hours for line in called if line.hours)
    lines = {
        line.id: replace(line, verified_on=TODAY, expires_on=date(2027, 11, 1), hours=hours)
        for line in called
    }
    return replace(loaded, library=replace(loaded.library, flows=flows, helplines=lines))


def with_a_line(loaded: Loaded, **changes: object) -> Loaded:
    """The same, one line of a kind other than an emergency number changed."""
    lines = dict(loaded.library.helplines)
    line: Helpline = next(line for line in lines.values() if line.kind.value != "emergency")
    lines[line.id] = replace(line, **changes)  # type: ignore[arg-type] # the tests choose
    return replace(loaded, library=replace(loaded.library, helplines=lines))


def found(loaded: Loaded, *problems: Problem, served: bool = True) -> list[tuple[Weight, str]]:
    return faults(content_findings(loaded, problems, TODAY, is_production=served))


def test_where_all_is_well_nothing_is_named(whole: Loaded) -> None:
    assert found(whole) == []
    assert len(told(content_findings(whole, [], TODAY, is_production=True), Weight.WELL)) == 5


def test_errors_in_the_content_are_unsafe_even_while_trying(whole: Loaded) -> None:
    wrong = Problem(Place("flows/x.yml", 3), "graph", "leads nowhere")
    [(weight, what)] = found(whole, wrong, served=False)
    assert weight is Weight.UNSAFE
    assert "flows/x.yml:3" in what


@pytest.mark.parametrize(("served", "weight"), [(True, Weight.UNSAFE), (False, Weight.MISSING)])
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"verified_on": None}, "1 of"),
        ({"expires_on": date(2026, 11, 1)}, "1 helplines are out of date"),
    ],
)
def test_a_line_that_was_not_called_is_worse_where_it_is_served(
    whole: Loaded, served: bool, weight: Weight, changes: dict[str, object], said: str
) -> None:
    [(heavy, what)] = found(with_a_line(whole, **changes), served=served)
    assert heavy is weight
    assert said in what


def test_a_line_that_is_switched_off_need_not_be_called(whole: Loaded) -> None:
    assert found(with_a_line(whole, verified_on=None, switched_off=True)) == []


def test_unknown_hours_are_missing(whole: Loaded) -> None:
    [(weight, what)] = found(with_a_line(whole, hours=None, dial="116000"))
    assert weight is Weight.MISSING
    assert "unknown hours" in what


@pytest.mark.parametrize(
    ("kind", "served", "weight"),
    [
        (FlowKind.HELP, True, Weight.UNSAFE),
        (FlowKind.HELP, False, Weight.MISSING),
        (FlowKind.LESSON, True, Weight.MISSING),
    ],
)
def test_texts_that_nobody_read_are_named(
    whole: Loaded, kind: FlowKind, served: bool, weight: Weight
) -> None:
    flows = dict(whole.library.flows)
    name, flow = next(iter(flows.items()))
    flows[name] = replace(flow, meta=replace(flow.meta, reviewed_by=None, kind=kind))
    unread = replace(whole, library=replace(whole.library, flows=flows))
    [(heavy, what)] = found(unread, served=served)
    assert heavy is weight
    assert what.startswith(f"1 of {len(flows)} flows")
