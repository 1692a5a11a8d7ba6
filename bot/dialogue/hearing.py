"""What a text or a button means here: first the words that work everywhere, then the question that
is open, then intents.
"""

from dataclasses import dataclass

from bot.dialogue.payloads import Intends, Types, parse_payload
from bot.dialogue.titles import Titles, named
from bot.domain.conversation import Conversation, Wait
from bot.domain.flow import FlowKind, SlotType, SlotValue
from bot.domain.library import Library
from bot.domain.message import Button, Understanding
from bot.text.normalising import plain

EVERYWHERE = {
    "help": "pattern_help",
    "person": "pattern_human_handoff",
    "menu": "pattern_menu",
    "back": "pattern_back",
    "language": "pattern_language",
    "stop": "pattern_cancel_flow",
    "leave": "pattern_leave",
    "forget_me": "pattern_forget_me",
    "carry_on": "pattern_carry_on",
    "not_that": "pattern_correction",
}
"""Intents that mean the same at every step, and the pattern each one starts."""

STALE = "/stale"
"""A payload that no question has."""

MOST_WORDS = 3
"""A help word stands alone or among at most this many words."""
MOST_WORDS_WITH_A_COUNTRY = 6
LONGEST_NAME = 3
"""Words in the name of a country or city."""


@dataclass(frozen=True, slots=True)
class Everywhere:
    """A word or button that works at every step."""

    intent: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to the open question, or to a question that any flow may know the answer of."""

    values: tuple[tuple[str, SlotValue], ...]


@dataclass(frozen=True, slots=True)
class Country:
    """The name of a served country: cards are for that one from now on."""

    code: str


@dataclass(frozen=True, slots=True)
class Wish:
    """An intent that starts a flow."""

    flow: str


@dataclass(frozen=True, slots=True)
class Stale:
    """A button of an earlier question."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Words that mean nothing to us here."""


Meaning = Everywhere | Answer | Country | Wish | Stale | Unknown


def meaning_of_press(payload: str, wait: Wait | None, library: Library) -> Meaning:
    """What a pressed button means now; an old one is stale unless it leads to help."""
    try:
        meaning = parse_payload(payload)
    except ValueError:
        return Stale()
    in_sight = wait is not None and any(choice.payload == payload for choice in wait.choices)
    if isinstance(meaning, Intends):
        if meaning.intent in EVERYWHERE:
            return Everywhere(meaning.intent)
        flow = library.flow_for(meaning.intent)
        if flow and (in_sight or flow.meta.kind in (FlowKind.HELP, FlowKind.SAFETY)):
            return Wish(flow.id)
        return Stale()
    if isinstance(meaning, Types):
        return meaning_of_text(meaning.text, wait, library, None) if in_sight else Stale()
    return Answer(meaning.values) if in_sight else Stale()


def leads_to_help(intent: str, library: Library) -> bool:
    """Whether this works from anywhere: a word that does, or a flow of help or safety."""
    return not isinstance(meaning_of_press(f"/{intent}", None, library), Stale)


def meaning_of_text(
    text: str, wait: Wait | None, library: Library, understanding: Understanding | None
) -> Meaning:
    """What a typed text means now."""
    words = plain(text)
    if intent := everywhere_word(words, library):
        return Everywhere(intent)
    if wait is not None and (found := _answer(words, wait, library)):
        return found
    if code := _country(words, library):
        return Country(code)
    if wished := _wished(words, library):
        return Wish(wished)
    if understanding is not None:
        if understanding.intent in EVERYWHERE:
            return Everywhere(understanding.intent)
        if flow := library.flow_for(understanding.intent):
            sure = next(t.threshold for t in flow.triggers if t.intent == understanding.intent)
            if understanding.confidence >= sure:
                return Wish(flow.id)
    return Unknown()


def button_typed(text: str, wait: Wait | None, titles: Titles) -> str | None:
    """The payload of the button in sight whose whole title was typed, in any language we speak,
    else None.
    """
    if wait is None or not wait.choices or not (words := plain(text)):
        return None
    meant = titles.payloads_of(words)
    same = (one for one in wait.choices if words == named(one.title) or one.payload in meant)
    return next((one.payload for one in same), None)


def payload_of(button: Button, conversation: Conversation) -> str:
    """The payload of a button that came by its place; one that is not in sight any more is stale,
    and explains itself.
    """
    wait = conversation.wait
    in_sight = wait.choices if wait and button.seq == conversation.seq else ()
    return in_sight[button.number].payload if 0 <= button.number < len(in_sight) else STALE


def everywhere_word(words: str, library: Library) -> str | None:
    """The intent of a whole message that works everywhere, in any language; None for anything else.

    The help word counts too when it stands among at most three words.
    """
    for intent in EVERYWHERE:
        for meanings in library.words.values():
            if words in meanings.get(intent, ()):
                return intent
    parts = words.split()
    if 0 < len(parts) <= MOST_WORDS:
        for meanings in library.words.values():
            if any(part in meanings.get("help", ()) for part in parts):
                return "help"
    return None


def _country(words: str, library: Library) -> str | None:
    """The one country that a short sentence names, where no word in it says that it is not here."""
    parts = words.split()
    if len(parts) > MOST_WORDS_WITH_A_COUNTRY or not library.not_here.isdisjoint(parts):
        return None
    spans = {
        " ".join(parts[start : start + length])
        for length in range(1, LONGEST_NAME + 1)
        for start in range(len(parts) - length + 1)
    }
    found = {code for span in spans if (code := library.places.get(span))}
    return found.pop() if len(found) == 1 else None


def _begun(words: str, wait: Wait, library: Library) -> str | None:
    """The one button whose title begins with what was typed: "yes" for "Yes, for now".

    A single word counts only where it is an answer; where two titles begin so, none is meant.
    """
    said = _sayings(words, library) | ({words} if " " in words else set())
    found = [
        choice.payload
        for choice in wait.choices
        if any(f"{named(choice.title)} ".startswith(f"{one} ") for one in said)
    ]
    return found[0] if len(found) == 1 else None


def _sayings(words: str, library: Library) -> frozenset[str]:
    """All the ways to say yes, in any language, where the words say yes; the same for no, for "I
    don't know", and for all else that a whole message may mean.
    """
    said: frozenset[str] = frozenset()
    for each in (library.words, library.wishes):
        meant = {name for known in each.values() for name, ways in known.items() if words in ways}
        for known in each.values():
            said = said.union(*(known.get(name, ()) for name in meant if name not in EVERYWHERE))
    return said


def _wished(words: str, library: Library) -> str | None:
    """The flow of the intent that these words are a whole message for, in any language."""
    for wishes in library.wishes.values():
        for intent, messages in wishes.items():
            if words in messages and (flow := library.flow_for(intent)):
                return flow.id
    return None


def _answer(words: str, wait: Wait, library: Library) -> Meaning | None:
    for number, choice in enumerate(wait.choices, start=1):
        if words and words in (named(choice.title), str(number)):
            return meaning_of_press(choice.payload, wait, library)
    if payload := _begun(words, wait, library):
        return meaning_of_press(payload, wait, library)
    slot = library.slots.get(wait.slot)
    if slot is None:
        return None
    if slot.type is SlotType.BOOL:
        for meanings in library.words.values():
            for word, value in (("yes", True), ("no", False)):
                if words in meanings.get(word, ()):
                    return Answer(((wait.slot, value),))
    if slot.type is SlotType.CATEGORICAL and words.replace(" ", "_") in slot.values:
        return Answer(((wait.slot, words.replace(" ", "_")),))
    if slot.type is SlotType.FLOAT and words.isascii() and words.isdigit():
        return Answer(((wait.slot, float(words)),))
    return None
