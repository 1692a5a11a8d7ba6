"""Decides on new signs alone: which flow answers them, and whether its whole card is shown.

The lines of the policy are content; this module only picks one. The same thing said again never
brings the same card again, and never nothing: it brings a shorter line.
"""

from dataclasses import replace

from bot.domain.heard import Interruption
from bot.domain.policy import Policy
from bot.domain.risk import RiskAssessment, RiskLevel, RiskMemory, SignalKind, card_of

UNSCREENED = "pattern_unscreened"


def decide(
    assessment: RiskAssessment,
    memory: RiskMemory,
    policy: Policy,
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
        whole=_is_news(assessment, rule.flow, memory),
        pauses=assessment.kind is SignalKind.AMBIGUOUS,
    )


def after(memory: RiskMemory, interruption: Interruption | None) -> RiskMemory:
    """The memory once this was shown."""
    if interruption is None:
        return memory
    found = interruption.assessment
    card = card_of(interruption.flow, found.category)
    corrected = memory.corrected - {card} if interruption.whole else memory.corrected
    shown = {**memory.shown, card: max(found.level, memory.shown.get(card, RiskLevel.NONE))}
    return replace(memory, shown=shown, corrected=corrected)


def _is_news(assessment: RiskAssessment, flow: str, memory: RiskMemory) -> bool:
    """Whether this card, at this level, was not before their eyes already."""
    card = card_of(flow, assessment.category)
    if assessment.level <= memory.shown.get(card, RiskLevel.NONE):
        return False
    # What they said was not it is only shown whole again for their life.
    return card not in memory.corrected or assessment.level is RiskLevel.DANGER


def _unscreened(assessment: RiskAssessment, memory: RiskMemory) -> Interruption | None:
    """A part of the screen failed: asked once, kindly, with help in sight."""
    if assessment.screened or card_of(UNSCREENED, assessment.category) in memory.shown:
        return None
    return Interruption(UNSCREENED, assessment, pauses=True)
