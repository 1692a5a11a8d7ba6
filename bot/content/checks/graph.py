"""The way through flows: no step out of reach, no loop without a wait, no flow that calls itself.

A dead end cannot be written: every step goes on, so one that never ends must come back to itself,
and a loop without a question is refused.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import TypeVar

from bot.content.checks.problem import Problem
from bot.content.checks.program import OWN_SLOTS
from bot.content.checks.walking import targets
from bot.content.loaded import Loaded
from bot.content.shaping import listed
from bot.dialogue.talk import DEEPEST_CALL
from bot.domain.errors import Place
from bot.domain.flow import Call, Collect, Flow, Link, Step
from bot.domain.library import Library

FAMILY = "graph"

Node = TypeVar("Node", bound=Hashable)
Spot = tuple[str, str]
"""A flow and a step in it."""


def check(loaded: Loaded) -> list[Problem]:
    """Steps nobody reaches, ways that never end, and waits that would lose their place."""
    library = loaded.library
    problems: list[Problem] = []
    for flow in library.flows.values():
        problems += _out_of_reach(flow)
        problems += _without_id(flow)
    problems += _loops(library)
    problems += _calls(library)
    return problems


def _error(place: Place, message: str) -> Problem:
    return Problem(place, FAMILY, message)


def _out_of_reach(flow: Flow) -> Iterator[Problem]:
    reached = _closure(flow.first, lambda id: targets(flow.steps[id]))
    missed = [id for id in flow.steps if id not in reached]
    # What only follows from a missed step is missed for the same reason: told once.
    follows = {target for id in missed for target in targets(flow.steps[id])}
    for id in missed:
        if id not in follows:
            yield _error(
                flow.steps[id].place,
                "no way leads to this step: give a `next` its id, or delete it",
            )


def _without_id(flow: Flow) -> Iterator[Problem]:
    for step in flow.steps.values():
        if isinstance(step, Collect) and not step.named:
            yield _error(
                step.place,
                f"`collect: {step.slot}` waits, so it needs an `id`: add `id:` before it",
            )


def _loops(library: Library) -> Iterator[Problem]:
    """Ways that come back to where they began without asking anything."""
    edges = {spot: tuple(_next_without_wait(library, spot)) for spot in _spots(library)}
    for circle in _circles(edges):
        flow, id = min(circle, key=lambda spot: _line(library, spot))
        step = library.flows[flow].steps[id]
        if len({spot[0] for spot in circle}) == 1:
            yield _error(
                step.place,
                "this comes back to itself without a question: put a `collect` in between",
            )
        else:
            names = ", ".join(f"`{name}`" for name in sorted({spot[0] for spot in circle}))
            yield _error(
                step.place,
                f"{names} lead into one another without a question: put a `collect` in between",
            )


def _line(library: Library, spot: Spot) -> tuple[str, int]:
    place = library.flows[spot[0]].steps[spot[1]].place
    return place.file, place.line


def _spots(library: Library) -> Iterator[Spot]:
    return ((flow.id, id) for flow in library.flows.values() for id in flow.steps)


def _next_without_wait(library: Library, spot: Spot) -> Iterator[Spot]:
    flow, id = spot
    step = library.flows[flow].steps[id]
    if _surely_waits(library, step):
        return
    if isinstance(step, Link | Call) and step.flow in library.flows:
        yield step.flow, library.flows[step.flow].first
    if not isinstance(step, Link):
        yield from ((flow, target) for target in targets(step))


def _surely_waits(library: Library, step: Step) -> bool:
    """A question whose slot another flow may have answered is passed over, unless it says
    otherwise.
    """
    if not isinstance(step, Collect):
        return False
    if step.ask_before_filling:
        return True
    kept = set(OWN_SLOTS).union(*(flow.persisted for flow in library.flows.values()))
    return step.slot not in kept


def _calls(library: Library) -> Iterator[Problem]:
    calls = {
        flow.id: tuple(
            step.flow
            for step in flow.steps.values()
            if isinstance(step, Call) and step.flow in library.flows
        )
        for flow in library.flows.values()
    }
    circles = list(_circles(calls))
    for circle in circles:
        flow = library.flows[min(circle)]
        names = listed(sorted(circle), "and")
        who = f"{names} call one another" if circle[1:] else f"{names} calls itself"
        yield _error(flow.place, f"{who}: end it with `link`, or divide it")
    if not circles:
        yield from _too_deep(library, calls)
    called = {name for names in calls.values() for name in names}
    for name in sorted(called):
        for step in library.flows[name].steps.values():
            if isinstance(step, Link):
                yield _error(
                    step.place,
                    f"`{name}` is called by another flow, so it may not `link`: end it instead",
                )


def _too_deep(library: Library, calls: Mapping[str, Iterable[str]]) -> Iterator[Problem]:
    depths: dict[str, int] = {}

    def depth(name: str) -> int:
        if name not in depths:
            depths[name] = max((1 + depth(other) for other in calls[name]), default=0)
        return depths[name]

    for name in calls:
        if depth(name) > DEEPEST_CALL:
            yield _error(
                library.flows[name].place, f"calls go more than {DEEPEST_CALL} deep from here"
            )


def _closure(start: str, after: Callable[[str], Iterable[str]]) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        for other in after(waiting.pop()):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found


def _circles(edges: Mapping[Node, Iterable[Node]]) -> Iterator[list[Node]]:
    """The groups of nodes that lead back to themselves (Tarjan's strongly connected components)."""
    order: dict[Node, int] = {}
    low: dict[Node, int] = {}
    path: list[Node] = []
    for root in edges:
        work = [] if root in order else [_enter(root, edges, order, low, path)]
        while work:
            node, rest = work[-1]
            other = next((it for it in rest if it in edges), None)
            if other is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == order[node]:
                    group = path[path.index(node) :]
                    del path[-len(group) :]
                    if len(group) > 1 or node in edges[node]:
                        yield group
            elif other not in order:
                work.append(_enter(other, edges, order, low, path))
            elif other in path:
                low[node] = min(low[node], order[other])


def _enter(
    node: Node,
    edges: Mapping[Node, Iterable[Node]],
    order: dict[Node, int],
    low: dict[Node, int],
    path: list[Node],
) -> tuple[Node, Iterator[Node]]:
    order[node] = low[node] = len(order)
    path.append(node)
    return node, iter(edges[node])
