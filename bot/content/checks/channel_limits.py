"""What fits on the smallest screen: short bubbles, few of them, two to five short buttons."""

from collections.abc import Iterable, Iterator, Sequence

from bot.content.checks.exploring import Seen
from bot.content.checks.problem import Problem
from bot.content.checks.walking import Text
from bot.content.loaded import Loaded
from bot.dialogue.saying import MOST_CHOICES
from bot.domain.errors import Place
from bot.domain.library import Library
from bot.domain.message import Reply, ReplyKind

FAMILY = "channel_limits"
GOOD_BUBBLE = 200
LONGEST_BUBBLE = 320
MOST_BUBBLES = 3
FEWEST_CHOICES = 2
LONGEST_TITLE = 24


def check(loaded: Loaded, texts: Sequence[Text], seen: Iterable[Seen]) -> list[Problem]:
    """Bubbles and titles that are too long, turns with too many bubbles, too few or too many
    buttons.
    """
    told: dict[tuple[Place, str], Problem] = {}
    for problem in (*_titles(texts), *_turns(loaded.library, seen)):
        told.setdefault((problem.place, problem.message), problem)
    return list(told.values())


def _titles(texts: Sequence[Text]) -> Iterator[Problem]:
    for text in texts:
        if text.button and len(text.words) > LONGEST_TITLE:
            yield Problem(
                text.place,
                FAMILY,
                f"the button has {len(text.words)} characters, {LONGEST_TITLE} at most: shorten it",
            )


def _turns(library: Library, seen: Iterable[Seen]) -> Iterator[Problem]:
    for one in seen:
        replies = one.turn.replies
        for reply in replies:
            yield from _bubble(library, reply)
        if len(replies) > MOST_BUBBLES:
            names = ", ".join(f"`{reply.name}`" for reply in replies)
            yield Problem(
                one.place,
                FAMILY,
                f"{len(replies)} bubbles before these buttons, {MOST_BUBBLES} at most: {names} "
                "(said one after the other when a button leads here: say it in fewer)",
            )
        if replies and one.turn.conversation.wait:
            yield from _buttons(one, len(replies[-1].choices))


def _bubble(library: Library, reply: Reply) -> Iterator[Problem]:
    if reply.kind is not ReplyKind.TEXT or len(reply.text) <= GOOD_BUBBLE:
        return
    response = library.response(reply.name, reply.language)
    if response is None:
        return
    most = LONGEST_BUBBLE if len(reply.text) > LONGEST_BUBBLE else GOOD_BUBBLE
    yield Problem(
        response.variations[reply.variation].place,
        FAMILY,
        f"`{reply.name}` has {len(reply.text)} characters, {most} at most: shorten or divide it",
        error=most == LONGEST_BUBBLE,
    )


def _buttons(one: Seen, count: int) -> Iterator[Problem]:
    if not FEWEST_CHOICES <= count <= MOST_CHOICES:
        amount = "no button" if not count else f"{count} button{'s' * (count > 1)}"
        yield Problem(
            one.place,
            FAMILY,
            f"{amount} under this question: have {FEWEST_CHOICES} to {MOST_CHOICES}",
        )
