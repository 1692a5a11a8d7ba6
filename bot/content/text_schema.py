"""The shape of texts: Rasa's `responses:`, and the words that mean the same wherever they are
said.
"""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from bot.content.schema import Identifier, UtterName
from bot.content.shaping import Shape

_NO_PICTURE = "no channel shows pictures or files: say it in `text`"
_RASA = "answers are fixed texts: write another variation with `text`"

Scalar = str | bool | int | float | None


class ButtonShape(Shape):
    """- {title: "That's not it", payload: /not_that}"""

    title: Annotated[str, Field(min_length=1)] = Field(description="in the young person's voice")
    payload: Annotated[str, Field(min_length=1)] = Field(
        description="/intent, /SetSlots(slot=value), or words as if typed"
    )
    refused: ClassVar[Mapping[str, str]] = {
        "type": "a button always answers: to show an address, use a helpline's card",
        "url": "addresses stand in helpline records: show them with a card",
    }


class SlotConditionShape(Shape):
    """- {type: slot, name: risk_category, value: suicide}"""

    type: Literal["slot"]
    name: Identifier
    value: Scalar


class MetadataShape(Shape):
    """What we know about a variation."""

    late: bool = Field(False, description="may arrive late: its first words must be neutral")
    note: str = Field("", description="for translators")
    rephrase: Literal[False] = False


class VariationShape(Shape):
    """One way of saying it."""

    text: Annotated[str, Field(min_length=1)] | None = None
    buttons: list[ButtonShape] = Field([])
    channel: Literal["web", "telegram", "terminal"] | None = None
    condition: list[SlotConditionShape] = Field([])
    metadata: MetadataShape | None = None
    id: Annotated[str, Field(min_length=1)] | None = None
    refused: ClassVar[Mapping[str, str]] = {
        "image": _NO_PICTURE,
        "attachment": _NO_PICTURE,
        "elements": _NO_PICTURE,
        "custom": _RASA,
        "quick_replies": "write them as `buttons:`",
        "button_type": "leave it out: the channel decides how buttons look",
        "rephrase": _RASA,
        "rephrase_prompt": _RASA,
        "prompt": _RASA,
        "ssml": "there is no voice channel: leave it out",
        "allow_interruptions": "there is no voice channel: leave it out",
    }


class ResponsesFile(Shape):
    """content/<language>/<flow>.yml"""

    responses: Annotated[
        dict[UtterName, Annotated[list[VariationShape], Field(min_length=1)]], Field(min_length=1)
    ]
    version: Literal["3.1"] | None = None


Meaning = Literal[
    "help",
    "person",
    "menu",
    "back",
    "language",
    "stop",
    "leave",
    "forget_me",
    "yes",
    "no",
    "carry_on",
    "not_that",
    "serious",
    "what_now",
]


class WordsFile(Shape):
    """content/words/<language>.yml: whole messages, spelt badly too."""

    words: dict[Meaning, Annotated[list[Annotated[str, Field(min_length=1)]], Field(min_length=1)]]
    wishes: dict[
        Identifier, Annotated[list[Annotated[str, Field(min_length=1)]], Field(min_length=1)]
    ] = Field({}, description="intent: whole messages that mean it, too short to stand in others")
