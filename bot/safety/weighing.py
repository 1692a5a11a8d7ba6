"""From signs to a judgement: the highest level wins, different signs add up, repeating does not.

The judgement is on this message. What the conversation remembers serves to add up and to order a
queue; it is never by itself a reason to interrupt again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.risk import (
    RiskAssessment,
    RiskCategory,
    RiskLevel,
    RiskMemory,
    RiskSignal,
    RiskSubject,
    SignalKind,
)
from bot.safety.screening import Screened

QUIET = timedelta(hours=6)
"""After so long without a sign the memory is empty."""

PRIORITY = (
    RiskCategory.MEDICAL,
    RiskCategory.SUICIDE,
    RiskCategory.SELF_HARM,
    RiskCategory.HARM_TO_OTHERS,
    RiskCategory.SEXUAL_ASSAULT,
    RiskCategory.MEETING,
    RiskCategory.ABUSE_HOME,
    RiskCategory.FORCED_MARRIAGE_HONOUR,
    RiskCategory.EXTORTION,
    RiskCategory.EXPLOITATION,
    RiskCategory.DATING_VIOLENCE,
    RiskCategory.RUNAWAY,
    RiskCategory.IMAGE_SHARED,
    RiskCategory.GROOMING,
    RiskCategory.FAKE_IMAGE,
    RiskCategory.IMAGE_SENT,
    RiskCategory.BULLYING,
    RiskCategory.ACCOUNT_HACKED,
    RiskCategory.FRIEND_AT_RISK,
    RiskCategory.DISTRESS,
    RiskCategory.OWN_BEHAVIOUR,
    RiskCategory.ADULT_ASKING,
    RiskCategory.WANTS_HUMAN,
)
"""At the same level: danger to life, then harm that goes on; what somebody asks for comes last."""

TOPICS = frozenset(
    {RiskCategory.WANTS_HUMAN, RiskCategory.ADULT_ASKING, RiskCategory.OWN_BEHAVIOUR}
)
"""Why somebody writes, not what happens to them: never before a sign of harm, never evidence."""


def weigh(
    screened: Screened, memory: RiskMemory, now: datetime
) -> tuple[RiskAssessment, RiskMemory]:
    """The judgement on a message, and what the conversation remembers of it."""
    memory = remembered(memory, now)
    signals = tuple(_never_danger_alone(signal) for signal in screened.signals)
    assessment = replace(_judged(signals, memory), signals=signals, screened=not screened.failed)
    return assessment, _with(memory, assessment, now)


def remembered(memory: RiskMemory, now: datetime) -> RiskMemory:
    """The memory, or an empty one after six quiet hours."""
    if memory.at is not None and now - memory.at >= QUIET:
        return RiskMemory()
    return memory


def _never_danger_alone(signal: RiskSignal) -> RiskSignal:
    """Words that may be a joke are asked about, never acted on as DANGER."""
    if signal.kind is SignalKind.STATED:
        return signal
    return replace(signal, level=min(signal.level, RiskLevel.URGENT))


def _judged(signals: Sequence[RiskSignal], memory: RiskMemory) -> RiskAssessment:
    said = [one for one in signals if one.kind is not SignalKind.RETRACTED and one.level]
    if not any(one.level >= RiskLevel.SUPPORT for one in said) and _is_retracted(signals, memory):
        return RiskAssessment(memory.level, memory.category, memory.subject, SignalKind.RETRACTED)
    if not said:
        return RiskAssessment()
    raised = [_raised(one, said, memory) for one in said]
    harm = [one for one in raised if one.category not in TOPICS and one.level >= RiskLevel.SUPPORT]
    worst = max(harm or raised, key=_rank)
    if question := _question_beside(worst, said, memory):
        return RiskAssessment(
            worst.level, question.category, question.subject, SignalKind.AMBIGUOUS
        )
    return RiskAssessment(worst.level, worst.category, worst.subject, worst.kind)


def _is_retracted(signals: Sequence[RiskSignal], memory: RiskMemory) -> bool:
    """Only what was said can be taken back."""
    return memory.level >= RiskLevel.SUPPORT and any(
        one.kind is SignalKind.RETRACTED for one in signals
    )


def _question_beside(
    worst: RiskSignal, said: Sequence[RiskSignal], memory: RiskMemory
) -> RiskSignal | None:
    """What to ask about when the worst that is plainly said was answered before.

    "in an hour he posts it, im dead": the blackmail is known by now, the last words are new.
    """
    known = worst.category in memory.evidence and worst.level <= memory.level
    if not known or worst.kind is not SignalKind.STATED or worst.level is RiskLevel.DANGER:
        return None
    asked = (one for one in said if one.kind is SignalKind.AMBIGUOUS)
    return max(asked, key=_rank, default=None)


def _rank(signal: RiskSignal) -> tuple[RiskLevel, bool, int, bool]:
    return (
        signal.level,
        signal.kind is SignalKind.STATED,
        -PRIORITY.index(signal.category),
        signal.subject is RiskSubject.SELF,
    )


def _raised(signal: RiskSignal, said: Sequence[RiskSignal], memory: RiskMemory) -> RiskSignal:
    """The sign at the level that it has together with the others, of now and of before."""
    kinds = _evidence(said) | memory.evidence
    if signal.kind is not SignalKind.STATED or signal.category in TOPICS:
        return signal
    if _is_worst(signal, said) and signal.level is RiskLevel.SUPPORT and len(kinds) > 1:
        category = min(kinds, key=PRIORITY.index)
        # What adds up is about whom it was about: a worried friend stays a friend.
        subject = memory.subject if category is memory.category else signal.subject
        return replace(signal, level=RiskLevel.URGENT, category=category, subject=subject)
    if (
        signal.category is RiskCategory.SUICIDE
        and signal.level is RiskLevel.URGENT
        and RiskCategory.EXTORTION in kinds
        and any(one.deadline for one in said)
    ):
        # Blackmailed, with hours left, and thinking of death: the hours are those of their life.
        return replace(signal, level=RiskLevel.DANGER)
    return signal


def _is_worst(signal: RiskSignal, said: Iterable[RiskSignal]) -> bool:
    stated = (one.level for one in said if one.kind is SignalKind.STATED)
    return signal.level is max(stated, default=RiskLevel.NONE)


def _evidence(signals: Iterable[RiskSignal]) -> frozenset[RiskCategory]:
    return frozenset(
        one.category
        for one in signals
        if one.kind is SignalKind.STATED
        and one.level >= RiskLevel.SUPPORT
        and one.category not in TOPICS
    )


def _with(memory: RiskMemory, assessment: RiskAssessment, now: datetime) -> RiskMemory:
    if not assessment.level or assessment.kind is SignalKind.RETRACTED:
        return memory
    level = assessment.level
    if assessment.kind is SignalKind.AMBIGUOUS:
        level = RiskLevel.SUPPORT  # a question was asked; what it is, the answer says
    memory = replace(memory, at=now, evidence=memory.evidence | _evidence(assessment.signals))
    if level < memory.level:
        return memory
    return replace(memory, level=level, category=assessment.category, subject=assessment.subject)
