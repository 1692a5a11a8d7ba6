"""Finds the words for what is to be said: the variation that fits, its slots filled.

Which of several equal variations is said depends on the conversation and on how often it was said
before, never on chance:
the same conversation replayed says the same words, and a repair is never twice the same.
"""

import re
import zlib
from collections.abc import Mapping

from bot.domain.flow import SlotValue
from bot.domain.library import Library, Response, Variation
from bot.domain.message import Reply

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class MissingWords(LookupError):
    """A response that the content does not have; the check finds these before they ship."""


def placeholders(text: str) -> tuple[str, ...]:
    """The names in braces that a text needs values for."""
    return tuple(_PLACEHOLDER.findall(text))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with every `{name}` replaced; raises MissingWords for a name without a value."""

    def value(match: re.Match[str]) -> str:
        try:
            return values[match[1]]
        except KeyError:
            raise MissingWords(f"no value for {{{match[1]}}}") from None

    return _PLACEHOLDER.sub(value, text)


def choose_variation(
    response: Response, slots: Mapping[str, SlotValue], channel: str, turn_of: int
) -> int:
    """Which variation fits best: condition and channel, then channel, then condition, then default.

    Among equals the one at `turn_of`, counted round.
    """
    best: list[int] = []
    best_rank = -1
    for index, variation in enumerate(response.variations):
        rank = _rank(variation, slots, channel)
        if rank > best_rank:
            best, best_rank = [index], rank
        elif rank == best_rank and rank >= 0:
            best.append(index)
    if not best:
        raise MissingWords(f"`{response.name}` has no variation for this case")
    return best[turn_of % len(best)]


def equals_of(response: Response, index: int) -> int:
    """How many variations of the response stand beside this one with the same condition and
    channel.
    """
    chosen = response.variations[index]
    return sum(
        1
        for other in response.variations
        if other.condition == chosen.condition and other.channel == chosen.channel
    )


def _rank(variation: Variation, slots: Mapping[str, SlotValue], channel: str) -> int:
    if variation.channel is not None and variation.channel != channel:
        return -1
    if any(slots.get(name) != value for name, value in variation.condition):
        return -1
    return 2 * (variation.channel is not None) + (1 if variation.condition else 0)


def seed(address_id: str, name: str) -> int:
    """A number that is always the same for this conversation and this response."""
    return zlib.crc32(f"{address_id}:{name}".encode())


def find_response(library: Library, name: str, language: str) -> Response:
    """The response in the language, else in the first language that has it; raises MissingWords."""
    if response := library.response(name, language):
        return response
    for candidate in library.languages:
        if response := library.response(name, candidate):
            return response
    raise MissingWords(f"there is no `{name}`")


def phrase(
    library: Library, name: str, language: str, values: Mapping[str, str] | None = None
) -> str:
    """The default words of a response, for pieces of a card and of the page.

    Without `values` its braces stay as they are, for whoever fills them.
    """
    response = find_response(library, name, language)
    text = response.variations[choose_variation(response, {}, "", 0)].text or ""
    return text if values is None else fill(text, values)


def say(
    library: Library,
    name: str,
    language: str,
    *,
    variation: int,
    values: Mapping[str, str],
    safety: bool = False,
) -> Reply:
    """One bubble: this variation of the response with its values filled in."""
    chosen = find_response(library, name, language).variations[variation]
    text = chosen.text or ""
    used = {key: values[key] for key in placeholders(text) if key in values}
    return Reply(
        name=name,
        language=language,
        text=fill(text, used),
        variation=variation,
        values=used,
        choices=chosen.choices,
        safety=safety,
    )
