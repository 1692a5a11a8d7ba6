"""Which deaths are tried with which messages: every named place of the code, by every kind that
comes by it.

Whoever adds a failpoint names here what comes by it, or the sweep is not whole.
"""

from dataclasses import dataclass

from bot.domain.failpoints import NAMES, OF_ERASING, OF_SENDING

ON_PAGE = ("text", "button", "picture", "form")
"""What is said on the page."""
LEAVING = ("leave", "forget")
"""What ends a conversation there."""
ON_TELEGRAM = ("text", "button", "picture", "command")
COMES_BY: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(NAMES, ON_PAGE),
    **dict.fromkeys(OF_ERASING, LEAVING),
    **dict.fromkeys(OF_SENDING, ON_TELEGRAM),
}


@dataclass(frozen=True)
class Death:
    """One place, and what was on its way."""

    place: str
    kind: str

    def __str__(self) -> str:
        return f"{self.place}-{self.kind}"


ON_THE_PAGE = [
    Death(place, kind)
    for place, kinds in COMES_BY.items()
    for kind in kinds
    if place not in OF_SENDING
]
IN_A_CHAT = [Death(place, kind) for place in OF_SENDING for kind in COMES_BY[place]]
