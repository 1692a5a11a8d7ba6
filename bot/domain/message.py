"""What comes in and what goes out: one message of a young person, and the replies to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Address:
    """Where a conversation is had: a channel and an opaque id, never a name."""

    channel: str
    id: str = field(repr=False)


class MediaKind(StrEnum):
    """What kind of file somebody tried to send; the file itself is never taken."""

    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    FILE = "file"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Button:
    """A button where it stands: the reply's seq, and its number among that reply's choices."""

    seq: int
    number: int


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message as a channel took it: exactly one of `text`, `choice`, `button`, `media` or
    `started` is given.
    """

    address: Address
    external_id: str
    """The channel's own id of this message: the same id again has no second effect."""
    at: datetime
    text: str | None = field(default=None, repr=False)
    choice: str | None = None
    """The payload of a pressed button."""
    button: "Button | None" = None
    """The pressed button, from a channel whose buttons carry no payloads."""
    media: MediaKind | None = None
    started: bool = False
    """The conversation was opened and nothing was said yet."""
    language_hint: str | None = None
    """What the browser or the app says about the language, such as `fr-BE`; only used at the first
    message.
    """
    country_hint: str | None = None
    """A country code given by the address of the page or by its language tag; only used while no
    country is known.
    """
    shown_as: str | None = None
    """The channel's name of this message where the bot can take it out of the chat again."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a reader of language made of a text: an intent and how sure it is (0 to 1)."""

    intent: str
    confidence: float
    source: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: a title in the young person's own voice, and what pressing it means."""

    title: str
    payload: str


class ReplyKind(StrEnum):
    """How a reply is shown; limits on length are for TEXT."""

    TEXT = "text"
    LIST = "list"
    CARD = "card"


@dataclass(frozen=True, slots=True)
class Contact:
    """One line of a helpline card, ready to show: a number always stands with its country."""

    helpline: str
    """The id of the helpline's record."""
    country: str
    """The country's name in the language of the conversation; empty for a web address that is the
    same everywhere.
    """
    name: str
    number: str | None = None
    """As people write it, such as `116 000`."""
    dial: str | None = None
    """What a telephone dials, such as `116000`."""
    chat_url: str | None = None
    web_url: str | None = None
    text: str = ""
    """The whole line as a sentence, for channels that show text only and for screen readers."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One bubble of the bot. What is stored of it is its name, variation, values and contacts,
    never a person's words.
    """

    name: str
    """The name of the response in the content, such as `utter_menu`."""
    language: str
    text: str
    kind: ReplyKind = ReplyKind.TEXT
    variation: int = 0
    values: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    contacts: tuple[Contact, ...] = ()
    safety: bool = False
    """Said because of a risk: sent first, never shed under load."""

    def with_choices(self, choices: tuple[Choice, ...]) -> "Reply":
        """The same reply with these buttons under it."""
        return replace(self, choices=choices)
