"""One message of the page and its answer: the turn, or the helplines when there can be none."""

import time
from dataclasses import dataclass
from math import ceil

from bot.channels.web.intake import Asked
from bot.channels.web.page import Page
from bot.domain.errors import StoreError
from bot.domain.events import LeftNow
from bot.domain.failpoints import failpoint
from bot.domain.measures import SAFETY_SECONDS, TURNS
from bot.domain.message import Address, Inbound, Reply

NEVER_LIMITED = frozenset({"/help", "/person", "/leave"})
RETRY_SECONDS = 5

Numbered = tuple[tuple[int, Reply], ...]
"""Replies with their seq."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the page is told."""

    status: int
    language: str
    replies: Numbered = ()
    seq: int = 0
    note: str | None = None
    """The name of one more sentence of the page."""
    again: bool = False
    """Nothing was kept: the page sends the same message with the same id once more."""
    seconds: int = 0
    """How long to wait before sending again."""
    left: bool = False
    """They left by words: the page does what its button does."""


async def answer(page: Page, asked: Asked, source: str) -> Answer:
    """Takes the message in. Status 200 is said only of a turn that was committed."""
    inbound = asked.inbound
    if page.limits.was_left(inbound.address.id):
        return _without_store(page, inbound, 410, "utter_page_left")
    wait = _seconds_to_wait(page, inbound, source)
    if wait:
        return _without_store(page, inbound, 429, "utter_page_waiting", again=True, seconds=wait)
    began = time.monotonic()
    try:
        turned = await page.receiving.receive(inbound)
    except StoreError:
        return _without_store(
            page, inbound, 503, "utter_page_failed", again=True, seconds=RETRY_SECONDS
        )
    failpoint("before_reply")
    if any(reply.safety for _, reply in turned.replies):
        page.meters.took(SAFETY_SECONDS, time.monotonic() - began, channel="web")
    left = any(isinstance(event, LeftNow) for event in turned.events)
    if left:
        await leave(page, inbound.address)
    talk = turned.conversation
    return Answer(200, talk.language, turned.replies, seq=talk.seq, left=left)


async def acknowledge(page: Page, asked: Asked, given: Answer) -> None:
    """Lets go of the replies that the page had shown before this message.

    Where this turn's replies do not follow them, the conversation began anew and the page's seq
    is that of the old one.
    """
    if not asked.after or given.status != 200 or given.left:
        return
    if given.seq < asked.after or any(seq <= asked.after for seq, _ in given.replies):
        return
    try:
        await page.delivering.shown(asked.inbound.address, asked.after)
    except StoreError:
        return


async def leave(page: Page, address: Address) -> None:
    """Ends and erases; with the store gone, at least this page cannot bring it back."""
    page.limits.leave(address.id)
    page.streams.end(address.id)
    try:
        await page.forgetting.leave(address)
    except StoreError:
        return


def _seconds_to_wait(page: Page, inbound: Inbound, source: str) -> int:
    if inbound.choice in NEVER_LIMITED:
        return 0
    return ceil(page.limits.seconds_to_wait(inbound.address.id, source))


def _without_store(
    page: Page, inbound: Inbound, status: int, note: str, *, again: bool = False, seconds: int = 0
) -> Answer:
    page.meters.count(TURNS, channel="web", outcome="card" if status == 503 else "refused")
    language = inbound.language_hint or page.languages[0]
    cards = page.receiving.card_without_store(language, inbound.country_hint, inbound.text)
    replies = tuple((0, card) for card in cards)
    return Answer(status, language, replies, note=note, again=again, seconds=seconds)
