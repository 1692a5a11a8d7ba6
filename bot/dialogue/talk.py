"""A turn while it is being made: the one place in the dialogue that changes as it goes.

It lives inside one call of the engine and never leaves it; what goes in and what comes out are
frozen values.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.dialogue.conditions import holds
from bot.dialogue.serious import still_serious
from bot.domain.condition import Condition
from bot.domain.conversation import Conversation, Frame, Wait
from bot.domain.events import (
    Event,
    FlowCancelled,
    FlowEnded,
    FlowStarted,
    RiskStated,
)
from bot.domain.flow import END, Branch, Flow, FlowKind, SlotValue, Step
from bot.domain.heard import Facts
from bot.domain.library import Library
from bot.domain.message import Reply
from bot.domain.risk import RiskCategory, RiskLevel, RiskMemory, card_of

MOST_STEPS = 100
"""Steps one turn may take before it counts as a fault."""
DEEPEST_CALL = 8
LONGEST_TRAIL = 8
LOST_AFTER = 2
"""Messages in a row that were not understood: then help is shown without being asked for."""
RISK_SLOTS = ("risk_level", "risk_category", "risk_subject", "risk_kind", "risk_deadline")
CONTEXT_NAMES = (
    "channel",
    "classroom",
    "country_known",
    "desk",
    "first",
    "in_need",
    "language",
    "lost",
    "paused",
    "returning",
    "risk_known",
    "safety_open",
)
"""What flows may ask about as `context.…`."""


class FlowFault(Exception):
    """Something inside a flow went wrong; the engine answers it with the safety pattern."""


class Talk:
    """The state of a turn that is being made."""

    def __init__(self, conversation: Conversation, library: Library, facts: Facts) -> None:
        self.before = conversation
        self.library = library
        self.facts = facts
        self.language = conversation.language
        self.slots: dict[str, SlotValue] = dict(conversation.slots)
        self.stack: list[Frame] = list(conversation.stack)
        self.paused = conversation.paused
        self.trail = list(conversation.trail)
        self.risk = conversation.risk
        self.said: dict[str, int] = dict(conversation.said)
        self.resting = conversation.resting
        self.wait: Wait | None = None
        self.replies: list[Reply] = []
        self.events: list[Event] = []
        self.steps_taken = 0
        self.over = False
        """The young person left, or had everything erased: nothing is asked any more."""
        self.short_cards = False
        """The same card was shown before: this turn's cards are one line."""
        self.keeps_help = False
        """Nobody chose what is said in this turn: who is in need keeps a number in sight."""
        self.missed = 0
        """Messages in a row that were not understood, this one included."""

    @property
    def flow(self) -> Flow:
        """The running flow."""
        return self.library.flows[self.stack[-1].flow]

    @property
    def step(self) -> Step:
        """The step that the running flow stands at."""
        return self.flow.steps[self.stack[-1].step]

    def serious(self) -> RiskMemory | None:
        """What is remembered at URGENT or DANGER; None while somebody else may hold the phone."""
        return None if self.resting else still_serious(self.risk)

    def context(self) -> Mapping[str, str | float | bool | None]:
        """What flows see as `context.*`."""
        return {
            "channel": self.facts.channel,
            "desk": self.facts.desk,
            "classroom": self.facts.classroom,
            "country_known": self.slots.get("country") in self.facts.countries,
            "language": self.language,
            "returning": self.resting,
            "paused": bool(self.paused),
            "risk_known": self.risk.level > RiskLevel.NONE,
            "first": self.before.last_at is None,
            "in_need": self.serious() is not None,
            "lost": self.missed >= LOST_AFTER and self.is_in(FlowKind.HELP),
            "safety_open": self.is_in(FlowKind.SAFETY),
        }

    def holds(self, condition: Condition) -> bool:
        """Whether the condition is true now."""
        return holds(condition, self.slots, self.context())

    def spend_step(self) -> None:
        """Counts a step; raises FlowFault over the limit."""
        self.steps_taken += 1
        if self.steps_taken > MOST_STEPS:
            raise FlowFault(f"more than {MOST_STEPS} steps in one turn")

    def start(self, flow_id: str, *, called: bool = False, stated: bool = True) -> None:
        """Puts a flow on top; the same flow further down is taken away, so the stack cannot grow.

        `stated`: it was chosen, not brought by the policy, so a safety flow says by itself how
        serious things are.
        """
        flow = self.library.flows.get(flow_id)
        if flow is None:
            raise FlowFault(f"there is no flow `{flow_id}`")
        if called:
            if sum(frame.called for frame in self.stack) >= DEEPEST_CALL:
                raise FlowFault(f"calls are more than {DEEPEST_CALL} deep")
        else:
            self._cut_off(flow_id)
            self._drop_patterns_under(flow)
        self.stack.append(Frame(flow_id, flow.first, called=called))
        self.events.append(FlowStarted(flow_id))
        if stated and flow.meta.level:
            self._state_risk(flow.meta.level, flow.meta.category)

    def _state_risk(self, level: str, category: str | None) -> None:
        known = RiskLevel.named(str(self.slots.get("risk_level") or "none"))
        stated = RiskLevel.named(level)
        if known >= stated and (self.slots.get("risk_category") or not category):
            return
        self.fill([("risk_level", max(known, stated).name.lower())])
        if category:
            self.fill([("risk_category", category)])
        self.note_stated_risk(max(known, stated), RiskCategory(category) if category else None)

    def _drop_patterns_under(self, flow: Flow) -> None:
        """A flow that was chosen in a menu does not come back to the menu by itself; one that only
        answers, and asks nothing, gives the place back.
        """
        if flow.meta.kind is FlowKind.PATTERN or not flow.asks:
            return
        while (
            self.stack
            and not self.stack[-1].called
            and self._kind(self.stack[-1]) is FlowKind.PATTERN
        ):
            self.drop_frames(1)

    def _cut_off(self, flow_id: str) -> None:
        ids = [frame.flow for frame in self.stack]
        if flow_id in ids:
            self.drop_frames(len(ids) - ids.index(flow_id))

    def drop_frames(self, count: int) -> None:
        """Leaves the top flows before their end."""
        for _ in range(count):
            frame = self.stack.pop()
            self._clear(frame)
            self.events.append(FlowCancelled(frame.flow))

    def return_to(self, frames: list[Frame]) -> None:
        """Stands again where these frames stood; what their flows know stays, what others knew
        goes.
        """
        now = {frame.flow: frame for frame in self.stack}
        kept = {frame.flow for frame in frames}
        for frame in reversed(self.stack):
            if frame.flow not in kept:
                self._clear(frame)
                self.events.append(FlowCancelled(frame.flow))
        self.stack = [_brought_up(frame, now.get(frame.flow)) for frame in frames]
        kinds = {self._kind(frame) for frame in frames}
        if (
            FlowKind.SAFETY in kinds
            and self.slots.get("risk_category") is None
            and self.risk.category
        ):
            self.slots["risk_level"] = self.risk.level.name.lower()
            self.slots["risk_category"] = self.risk.category.value
            self.slots["risk_subject"] = self.risk.subject.value

    def still_there(self, frames: Iterable[Frame]) -> bool:
        """Whether the content still has every place of these frames."""
        flows = self.library.flows
        return all(
            frame.flow in flows and frame.step in flows[frame.flow].steps for frame in frames
        )

    def put_aside(self, *, even_safety: bool) -> None:
        """Keeps what is open for "carry on", and starts from nothing.

        A risk never puts another safety flow aside: what came before both is kept. Patterns are
        questions around flows; nobody wants to carry on with one.
        """
        kinds = [self._kind(frame) for frame in self.stack]
        if even_safety or FlowKind.SAFETY not in kinds:
            open_flows = [
                frame
                for frame, kind in zip(self.stack, kinds, strict=True)
                if kind is not FlowKind.PATTERN
            ]
            self.paused = tuple(open_flows) or self.paused
            self.stack = [frame for frame in self.stack if frame not in open_flows]
        self.drop_frames(len(self.stack))

    def leave_below(self, flow_id: str) -> None:
        """Leaves that flow, and what it called, where they wait below the running one."""
        waiting, running = self.stack[:-1], self.stack[-1:]
        ids = [frame.flow for frame in waiting]
        if flow_id in ids:
            self.stack = waiting
            self.drop_frames(len(ids) - ids.index(flow_id))
            self.stack += running

    def is_in(self, kind: FlowKind) -> bool:
        """Whether a flow of that kind is open."""
        return any(self._kind(frame) is kind for frame in self.stack)

    def _kind(self, frame: Frame) -> FlowKind:
        return self.library.flows[frame.flow].meta.kind

    def go(self, branches: tuple[Branch, ...]) -> None:
        """Takes the first branch that fits; none means the end of the flow."""
        fits = (
            branch.target
            for branch in branches
            if branch.condition is None or self.holds(branch.condition)
        )
        target = next(fits, END)
        if target == END:
            self.end_flow()
        else:
            self.stack[-1] = self.stack[-1].at(target)

    def end_flow(self) -> None:
        """Ends the running flow; a caller goes on after its call, a flow that was waiting asks
        again.
        """
        frame = self.stack.pop()
        self.events.append(FlowEnded(frame.flow))
        if self.over:
            self.drop_frames(len(self.stack))
            return
        if frame.called and self.stack:
            kept = frame.filled - self.library.flows[frame.flow].persisted
            caller = self.stack[-1]
            self.stack[-1] = replace(
                caller, filled=caller.filled | kept, covered=(*frame.covered, *caller.covered)
            )
            self.go(self.step.next)
            return
        self._clear(frame)
        if self.stack and frame.flow != "pattern_continue_interrupted":
            self.start("pattern_continue_interrupted")
        elif not self.stack:
            self.start("pattern_menu" if frame.flow == "pattern_completed" else "pattern_completed")

    def _clear(self, frame: Frame) -> None:
        flow = self.library.flows.get(frame.flow)
        kept = flow.persisted if flow else frozenset()
        for slot in frame.filled - kept:
            self.slots.pop(slot, None)
        self.slots.update((slot, value) for slot, value in frame.covered if slot not in kept)

    def fill(self, values: Iterable[tuple[str, SlotValue]]) -> None:
        """Sets slots in the running flow, which clears them at its end."""
        for name, value in values:
            self._note_filled(name)
            if value is None:
                self.slots.pop(name, None)
            else:
                self.slots[name] = value

    def _note_filled(self, name: str) -> None:
        if not self.stack or name in self.stack[-1].filled:
            return
        frame, outer = self.stack[-1], self.slots.get(name)
        covered = frame.covered if outer is None else (*frame.covered, (name, outer))
        filled = frame.filled | {name}
        self.stack[-1] = Frame(frame.flow, frame.step, frame.called, filled, covered)

    def note_stated_risk(self, level: RiskLevel, category: RiskCategory | None) -> None:
        """The young person's own choice says how things are: remembered, and never lower than what
        is known.
        """
        self.risk = replace(
            self.risk,
            level=max(self.risk.level, level),
            category=category or self.risk.category,
            at=self.facts.now,
            evidence=self.risk.evidence | ({category} if category else set()),
            shown={**self.risk.shown, card_of(self.flow.id, category): int(level)},
        )
        self.events.append(RiskStated(level, category))


def _brought_up(frame: Frame, now: Frame | None) -> Frame:
    """An earlier place with what its flow has filled since: that is asked again, and cleared."""
    if now is None:
        return frame
    return replace(frame, filled=frame.filled | now.filled, covered=now.covered)
