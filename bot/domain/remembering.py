"""How a conversation and its replies become plain data for storing, and values again.

The form carries its version, so that a release that changes it can still read what an older one
wrote. Whatever does not have the form ends as StoreError: a stored conversation that cannot be
understood is never half read.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.domain.conversation import Conversation, Frame, Wait
from bot.domain.errors import StoreError
from bot.domain.message import Address, Choice, Reply, ReplyKind
from bot.domain.risk import RiskCategory, RiskLevel, RiskMemory, RiskSubject

VERSION = 1


@dataclass(frozen=True, slots=True)
class StoredReply:
    """What is kept of a reply: which response it was and with which values.

    Its words, and the details of its contacts, are said again from the content.
    """

    name: str
    language: str
    kind: ReplyKind = ReplyKind.TEXT
    variation: int = 0
    values: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    helplines: tuple[str, ...] = ()
    """The ids of the helplines it showed."""
    safety: bool = False

    @classmethod
    def of(cls, reply: Reply) -> "StoredReply":
        """What is kept of this reply."""
        return cls(
            name=reply.name,
            language=reply.language,
            kind=reply.kind,
            variation=reply.variation,
            values=reply.values,
            choices=reply.choices,
            helplines=tuple(contact.helpline for contact in reply.contacts),
            safety=reply.safety,
        )


SayAgain = Callable[[StoredReply], Reply]
"""Makes the bubble from what was kept of it, in any thread; `dialogue` has one."""


def for_storage(conversation: Conversation) -> dict[str, Any]:
    """The conversation as JSON-able data, without its address."""
    return {
        "version": VERSION,
        "language": conversation.language,
        "slots": dict(conversation.slots),
        "stack": _frames(conversation.stack),
        "paused": _frames(conversation.paused),
        "trail": [_frames(frames) for frames in conversation.trail],
        "wait": _wait(conversation.wait),
        "risk": _risk(conversation.risk),
        "said": dict(conversation.said),
        "owner": conversation.owner,
        "seq": conversation.seq,
        "last_at": _moment(conversation.last_at),
        "resting": conversation.resting,
    }


def from_storage(stored: Mapping[str, Any], address: Address) -> Conversation:
    """The conversation that was stored; StoreError when it is of another version or damaged."""
    _refuse_other_versions(stored)
    try:
        return Conversation(
            address=address,
            language=str(stored["language"]),
            slots=dict(stored["slots"]),
            stack=_read_frames(stored["stack"]),
            paused=_read_frames(stored["paused"]),
            trail=tuple(_read_frames(frames) for frames in stored["trail"]),
            wait=_read_wait(stored["wait"]),
            risk=_read_risk(stored["risk"]),
            said=dict(stored["said"]),
            owner=str(stored["owner"]),
            seq=int(stored["seq"]),
            last_at=_read_moment(stored["last_at"]),
            resting=bool(stored["resting"]),
        )
    except _DAMAGE:
        raise StoreError(_DAMAGED) from None


def reply_for_storage(reply: Reply) -> dict[str, Any]:
    """What is kept of the reply, as JSON-able data."""
    kept = StoredReply.of(reply)
    return {
        "version": VERSION,
        "name": kept.name,
        "language": kept.language,
        "kind": kept.kind.value,
        "variation": kept.variation,
        "values": dict(kept.values),
        "choices": _choices(kept.choices),
        "helplines": list(kept.helplines),
        "safety": kept.safety,
    }


def reply_from_storage(stored: Mapping[str, Any]) -> StoredReply:
    """What was kept of a reply; StoreError when it is of another version or damaged."""
    _refuse_other_versions(stored)
    try:
        return StoredReply(
            name=str(stored["name"]),
            language=str(stored["language"]),
            kind=ReplyKind(stored["kind"]),
            variation=int(stored["variation"]),
            values=dict(stored["values"]),
            choices=_read_choices(stored["choices"]),
            helplines=tuple(stored["helplines"]),
            safety=bool(stored["safety"]),
        )
    except _DAMAGE:
        raise StoreError(_DAMAGED) from None


_DAMAGE = (KeyError, TypeError, ValueError, AttributeError, OverflowError)
_DAMAGED = "A stored conversation is damaged; it can only be forgotten, or restored from a backup."


def _refuse_other_versions(stored: Mapping[str, Any]) -> None:
    version = stored.get("version")
    if type(version) is not int or not 1 <= version <= VERSION:
        raise StoreError(
            f"A stored conversation is not of a version this release reads (1 to {VERSION}): "
            "start the release that wrote it, or forget it."
        )


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


def _read_moment(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(stored) if stored is not None else None


def _frames(frames: tuple[Frame, ...]) -> list[dict[str, Any]]:
    return [
        {
            "flow": frame.flow,
            "step": frame.step,
            "called": frame.called,
            "filled": sorted(frame.filled),
            "covered": [[slot, value] for slot, value in frame.covered],
        }
        for frame in frames
    ]


def _read_frames(stored: list[dict[str, Any]]) -> tuple[Frame, ...]:
    return tuple(
        Frame(
            flow=str(frame["flow"]),
            step=str(frame["step"]),
            called=bool(frame["called"]),
            filled=frozenset(frame["filled"]),
            covered=tuple((str(slot), value) for slot, value in frame["covered"]),
        )
        for frame in stored
    )


def _choices(choices: tuple[Choice, ...]) -> list[list[str]]:
    return [[choice.title, choice.payload] for choice in choices]


def _read_choices(stored: list[list[str]]) -> tuple[Choice, ...]:
    return tuple(Choice(title, payload) for title, payload in stored)


def _wait(wait: Wait | None) -> dict[str, Any] | None:
    if wait is None:
        return None
    return {
        "flow": wait.flow,
        "step": wait.step,
        "slot": wait.slot,
        "choices": _choices(wait.choices),
    }


def _read_wait(stored: dict[str, Any] | None) -> Wait | None:
    if stored is None:
        return None
    return Wait(
        flow=str(stored["flow"]),
        step=str(stored["step"]),
        slot=str(stored["slot"]),
        choices=_read_choices(stored["choices"]),
    )


def _risk(risk: RiskMemory) -> dict[str, Any]:
    return {
        "level": int(risk.level),
        "category": risk.category.value if risk.category else None,
        "subject": risk.subject.value,
        "at": _moment(risk.at),
        "evidence": sorted(category.value for category in risk.evidence),
        "shown": {flow: int(level) for flow, level in risk.shown.items()},
        "corrected": sorted(risk.corrected),
    }


def _read_risk(stored: dict[str, Any]) -> RiskMemory:
    category = stored["category"]
    return RiskMemory(
        level=RiskLevel(stored["level"]),
        category=RiskCategory(category) if category is not None else None,
        subject=RiskSubject(stored["subject"]),
        at=_read_moment(stored["at"]),
        evidence=frozenset(RiskCategory(name) for name in stored["evidence"]),
        shown=dict(stored["shown"]),
        corrected=frozenset(stored["corrected"]),
    )
