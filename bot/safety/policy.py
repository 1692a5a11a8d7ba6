"""Decides on new signs alone: which flow answers them, and whether its whole card is shown.

The lines of the policy are content; this module only picks one. The same thing said again never
brings the same card again, and never nothing: it brings a shorter line.
"""

from dataclasses import replace

from bot.domain.heard import Interruption
from bot.domain.policy import Policy
from bot.domain.risk import RiskAssessment, RiskLevel, RiskMemory, SignalKind

UNSCREENED = "pattern_unscreened"


def decide(
    assessment: RiskAssessment,
    memory: RiskMemory,
    policy: Policy,
    active_flow: str | None,
    age_band: str,
) -> Interruption | None:
    """What answers the risk before anything else does; None when the talk goes on."""
    if not assessment.level:
        return _unscreened(assessment, memory)
    rule = policy.rule_for(assessment, age_band)
    if rule is None or rule.flow is None:
        return _unscreened(assessment, memory)
    return Interruption(
        flow=rule.flow,
        assessment=assessment,
        whole=_is_news(assessment.level, rule.flow, memory, active_flow),
        pauses=assessment.kind is SignalKind.AMBIGUOUS,
    )


def after(memory: RiskMemory, interruption: Interruption | None) -> RiskMemory:
    """The memory once this was shown."""
    if interruption is None:
        return memory
    flow, level = interruption.flow, interruption.assessment.level
    corrected = memory.corrected - {flow} if interruption.whole else memory.corrected
    shown = {**memory.shown, flow: max(level, memory.shown.get(flow, RiskLevel.NONE))}
    return replace(memory, shown=shown, corrected=corrected)


def with_correction(memory: RiskMemory, flow: str) -> RiskMemory:
    """The memory once the young person said that this flow was not it."""
    return replace(memory, corrected=memory.corrected | {flow})


def _is_news(level: RiskLevel, flow: str, memory: RiskMemory, active_flow: str | None) -> bool:
    """Whether this card, at this level, was not before their eyes already."""
    if level <= memory.shown.get(flow, RiskLevel.NONE):
        return False
    # A flow they chose themselves, or said was not it, is only shown whole again for their life.
    seen = flow == active_flow or flow in memory.corrected
    return not seen or level is RiskLevel.DANGER


def _unscreened(assessment: RiskAssessment, memory: RiskMemory) -> Interruption | None:
    """A part of the screen failed: asked once, kindly, with help in sight."""
    if assessment.screened or UNSCREENED in memory.shown:
        return None
    return Interruption(UNSCREENED, assessment, pauses=True)
