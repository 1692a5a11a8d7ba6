"""What a button means: an answer to the present question, an intent, or words as if they were
typed.
"""

import re
from dataclasses import dataclass

from bot.domain.flow import SlotValue

LONGEST = 64
"""Telegram's limit on a button's data in bytes; kept on every channel."""

_SET_SLOTS = re.compile(r"/SetSlots\(\s*([a-z][a-z0-9_]*)\s*=\s*([^,()]+?)\s*((?:,[^,()]+)*)\)")
_PAIR = re.compile(r",\s*([a-z][a-z0-9_]*)\s*=\s*([^,()]+?)\s*(?=,|$)")
_INTENT = re.compile(r"/([a-z][a-z0-9_]*)")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Answers:
    """`/SetSlots(a=b, …)`."""

    values: tuple[tuple[str, SlotValue], ...]


@dataclass(frozen=True, slots=True)
class Intends:
    """`/intent`."""

    intent: str


@dataclass(frozen=True, slots=True)
class Types:
    """Anything else: as if it had been typed."""

    text: str


Meaning = Answers | Intends | Types


def parse_payload(payload: str) -> Meaning:
    """What the payload means; raises ValueError for a `/…` that is neither an intent nor
    `/SetSlots(…)`.
    """
    if not payload.startswith("/"):
        return Types(payload)
    if match := _SET_SLOTS.fullmatch(payload):
        pairs = [(match[1], match[2]), *_PAIR.findall(match[3])]
        return Answers(tuple((name, slot_value(value)) for name, value in pairs))
    if match := _INTENT.fullmatch(payload):
        return Intends(match[1])
    raise ValueError(
        f"`{payload}` is not a payload: write `/intent`, `/SetSlots(slot=value)` or plain words"
    )


def slot_value(text: str) -> SlotValue:
    """The value that a word in a payload stands for: true, false, null, a number, or the word
    itself.
    """
    text = text.strip().strip("\"'")
    if text in ("true", "false"):
        return text == "true"
    if text == "null":
        return None
    # An age band such as 12_13 is a word; only a whole number or decimal is a number.
    return float(text) if _NUMBER.fullmatch(text) else text
