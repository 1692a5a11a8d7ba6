"""From the flows an editor wrote to the flows the engine runs: nesting flattened, every step with
an id, jumps resolved.

A step without an id of its own gets one that tells where it stands, such as `grooming/2/then/1`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.content.conditions import condition_at
from bot.content.reading import Document, Part
from bot.content.schema import (
    ActionStep,
    CallStep,
    CollectStep,
    ElseShape,
    FlowShape,
    IfShape,
    LinkStep,
    SetSlotsStep,
    StepShape,
    TriggerLine,
)
from bot.content.shaping import meant
from bot.domain.condition import Condition
from bot.domain.errors import ContentError, WrongShape
from bot.domain.flow import (
    END,
    Action,
    Branch,
    Call,
    Collect,
    Flow,
    FlowMeta,
    Link,
    Noop,
    Rejection,
    SetSlots,
    Step,
    Trigger,
)

MOST_STEPS = 100
DEEPEST_BRANCH = 3

Path = tuple[Part, ...]


def compile_flow(
    document: Document,
    flow_id: str,
    shape: FlowShape,
    meta: FlowMeta,
    problems: list[ContentError],
) -> Flow:
    """The flow as the engine runs it; what is wrong with it is added to `problems`."""
    path: Path = ("flows", flow_id)
    steps = _Steps(document, flow_id, problems)
    first = steps.add(shape.steps, (*path, "steps"), flow_id, 0)
    steps.resolve()
    guard: Condition | bool | None = shape.guard if isinstance(shape.guard, bool) else None
    if isinstance(shape.guard, str):
        guard = condition_at(document, (*path, "if"), shape.guard, problems)
    return Flow(
        id=flow_id,
        description=shape.description,
        steps=steps.found,
        first=first,
        name=shape.name,
        guard=False if guard is None else guard,
        triggers=tuple(_trigger(line) for line in shape.nlu_trigger),
        persisted=frozenset(shape.persisted_slots),
        meta=meta,
        place=document.key_place(*path),
    )


class _Steps:
    """The steps of one flow while they are being flattened."""

    def __init__(self, document: Document, flow_id: str, problems: list[ContentError]) -> None:
        self.found: dict[str, Step] = {}
        self._document = document
        self._flow_id = flow_id
        self._problems = problems
        self._targets: list[tuple[str, Path]] = []

    def add(self, shapes: Sequence[StepShape], path: Path, prefix: str, depth: int) -> str:
        """Flattens a list of steps; the id of its first."""
        if depth > DEEPEST_BRANCH:
            self._refuse(
                path,
                f"branches stand {depth} deep, {DEEPEST_BRANCH} at most: make a flow, `call` it",
            )
        ids = [shape.id or f"{prefix}/{number}" for number, shape in enumerate(shapes, start=1)]
        for index, shape in enumerate(shapes):
            here = (*path, index)
            following = ids[index + 1] if index + 1 < len(ids) else None
            if following is None and not depth:
                following = END
            self._keep(ids[index], here)
            ways = self._ways(shape, here, f"{prefix}/{index + 1}", following, depth)
            self.found[ids[index]] = self._step(shape, ids[index], here, ways)
        return ids[0]

    def resolve(self) -> None:
        """Says which jumps lead nowhere."""
        for target, path in self._targets:
            if target != END and target not in self.found:
                known = [id for id in self.found if "/" not in id]
                hint = meant(target, known) or ": give a step this `id`, or write `END`"
                self._refuse(path, f"there is no step `{target}` in this flow{hint}")
        if len(self.found) > MOST_STEPS:
            self._refuse(
                ("flows", self._flow_id),
                f"the flow has {len(self.found)} steps, {MOST_STEPS} at most: divide it",
            )

    def _keep(self, id: str, path: Path) -> None:
        if id in self.found:
            line = self.found[id].place.line
            self._refuse(
                (*path, "id"), f"the id `{id}` stands in line {line} already: each step has its own"
            )

    def _ways(
        self, shape: StepShape, path: Path, prefix: str, following: str | None, depth: int
    ) -> tuple[Branch, ...]:
        if isinstance(shape, LinkStep):
            if shape.next is not None:
                self._refuse(
                    (*path, "next"), "a `link` ends the flow: leave `next` out, or use `call`"
                )
            return (Branch(END),)
        if shape.next is None:
            if following is None:
                self._refuse(
                    path, "the last step of a branch needs `next`: write `next: END` or an id"
                )
            return (Branch(following or END),)
        return self._next(shape.next, (*path, "next"), prefix, depth)

    def _next(self, way: Any, path: Path, prefix: str, depth: int) -> tuple[Branch, ...]:
        if isinstance(way, str):
            self._targets.append((way, path))
            return (Branch(way),)
        if not isinstance(way[0], IfShape | ElseShape):
            return (Branch(self.add(way, path, f"{prefix}/next", depth + 1)),)
        return tuple(
            self._branch(part, (*path, number), prefix, number, depth)
            for number, part in enumerate(way)
        )

    def _branch(
        self, part: IfShape | ElseShape, path: Path, prefix: str, number: int, depth: int
    ) -> Branch:
        if isinstance(part, ElseShape):
            return Branch(self._target(part.otherwise, (*path, "else"), f"{prefix}/else", depth))
        name = "then" if number == 0 else f"then-{number + 1}"
        target = self._target(part.then, (*path, "then"), f"{prefix}/{name}", depth)
        return Branch(
            target, condition_at(self._document, (*path, "if"), part.condition, self._problems)
        )

    def _target(self, way: Any, path: Path, prefix: str, depth: int) -> str:
        if isinstance(way, str):
            self._targets.append((way, path))
            return way
        if isinstance(way[0], IfShape | ElseShape):
            self._refuse(
                path,
                "an `if` right under an `if`: join them with `and`, or begin with `noop: true`",
            )
            return END
        return self.add(way, path, prefix, depth + 1)

    def _step(self, shape: StepShape, id: str, path: Path, ways: tuple[Branch, ...]) -> Step:
        same: dict[str, Any] = {
            "id": id,
            "named": shape.id is not None,
            "next": ways,
            "place": self._document.place(*path),
        }
        if isinstance(shape, ActionStep):
            return Action(name=shape.action, **same)
        if isinstance(shape, CollectStep):
            return self._collect(shape, path, same)
        if isinstance(shape, CallStep):
            return Call(flow=shape.call, **same)
        if isinstance(shape, LinkStep):
            return Link(flow=shape.link, **same)
        if isinstance(shape, SetSlotsStep):
            values = tuple(pair for line in shape.set_slots for pair in line.items())
            return SetSlots(values=values, **same)
        return Noop(**same)

    def _collect(self, shape: CollectStep, path: Path, same: Mapping[str, Any]) -> Collect:
        rejections = []
        for number, rejection in enumerate(shape.rejections):
            place = (*path, "rejections", number, "if")
            condition = condition_at(self._document, place, rejection.condition, self._problems)
            if condition is not None:
                rejections.append(Rejection(condition, rejection.utter))
        return Collect(
            slot=shape.collect,
            utter=shape.utter or f"utter_ask_{shape.collect}",
            ask_before_filling=shape.ask_before_filling,
            rejections=tuple(rejections),
            description=shape.description,
            **same,
        )

    def _refuse(self, path: Path, message: str) -> None:
        self._problems.append(WrongShape(self._document.place(*path), message))


def _trigger(line: TriggerLine) -> Trigger:
    if isinstance(line.intent, str):
        return Trigger(line.intent)
    return Trigger(line.intent.name, float(line.intent.confidence_threshold))
