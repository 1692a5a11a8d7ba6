"""Everything loaded from `flows/` and `content/`, looked up by name and language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.errors import Place
from bot.domain.flow import Flow, Slot, SlotValue
from bot.domain.helpline import Helpline
from bot.domain.message import Choice
from bot.domain.policy import Policy


@dataclass(frozen=True, slots=True)
class Variation:
    """One way of saying a response; without text its buttons go under the bubble before it."""

    text: str | None = None
    choices: tuple[Choice, ...] = ()
    channel: str | None = None
    condition: tuple[tuple[str, SlotValue], ...] = ()
    """Slots that must have these values; none means a default variation."""
    id: str | None = None
    place: Place = field(default=Place("?"), compare=False)


@dataclass(frozen=True, slots=True)
class Response:
    """A named text with its variations, in the order they are written."""

    name: str
    variations: tuple[Variation, ...]
    place: Place = field(default=Place("?"), compare=False)


@dataclass(frozen=True, slots=True)
class Library:
    """The loaded content of one release."""

    flows: Mapping[str, Flow]
    responses: Mapping[str, Mapping[str, Response]]
    """Language → name → response."""
    slots: Mapping[str, Slot]
    intents: frozenset[str]
    helplines: Mapping[str, Helpline]
    policy: Policy
    words: Mapping[str, Mapping[str, frozenset[str]]]
    """Language → what it means (`help`, `person`, …) → normalised messages that mean it, wherever
    they are said.
    """
    country_names: Mapping[str, Mapping[str, str]]
    """Language → country code → the country's name."""
    release: str
    """A fingerprint of all of it."""
    wishes: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    """Language → intent → normalised messages that mean it as a whole."""
    places: Mapping[str, str] = field(default_factory=dict)
    """Normalised name of a country or city → the country's code, `other` for one not served."""
    not_here: frozenset[str] = frozenset()
    """Normalised words beside which a country is not where somebody is."""

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages that have texts, in order of their codes."""
        return tuple(sorted(self.responses))

    def response(self, name: str, language: str) -> Response | None:
        """The response in that language, or None."""
        return self.responses.get(language, {}).get(name)

    def flow_for(self, intent: str) -> Flow | None:
        """The flow that this intent starts, or None."""
        for flow in self.flows.values():
            if any(trigger.intent == intent for trigger in flow.triggers):
                return flow
        return None

    def helplines_of(self, country: str) -> tuple[Helpline, ...]:
        """The country's records that may be shown, in the order of the file."""
        return tuple(
            line
            for line in self.helplines.values()
            if line.country == country and not line.switched_off
        )
