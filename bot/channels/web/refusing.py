"""What is answered when a request cannot be: helplines, and nothing that was written."""

import logging
from collections.abc import Callable
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException

from bot.channels.web.answering import as_html, as_json, wanted
from bot.channels.web.intake import NotTaken
from bot.channels.web.page import Page
from bot.channels.web.rendering import View, the_rendering
from bot.channels.web.turns import RETRY_SECONDS, Answer, Numbered
from bot.domain.errors import StoreError
from bot.domain.telling import cause

SCRIPT_PATHS = frozenset({"/say", "/stream", "/replies", "/words"})
"""Where the script asks; it is answered in JSON."""

_log = logging.getLogger(__name__)

Refusal = Callable[[Request[Any, Any, Any], Exception], Response[Any]]


def page_refusals(page: Page) -> dict[int | type[Exception], Refusal]:
    """Handlers for everything that can go wrong, and for addresses that there are not."""
    rendering = the_rendering()

    def refuse(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
        language, country = wanted(request, page)
        cards = page.receiving.card_without_store(language, country)
        answer = _answer(error, language, tuple((0, card) for card in cards))
        if request.url.path in SCRIPT_PATHS:
            return as_json(page, answer)
        # The page holds the same helplines itself.
        view = View(language=language, country=country, note=answer.note)
        return as_html(page, rendering, view, answer)

    return {HTTPException: refuse, Exception: refuse}


def _answer(error: Exception, language: str, cards: Numbered) -> Answer:
    if isinstance(error, NotTaken):
        return Answer(error.status, language, cards, note=error.word)
    if isinstance(error, HTTPException):
        word = "utter_page_too_long" if error.status_code == 413 else "utter_page_failed"
        return Answer(error.status_code, language, cards, note=word)
    note = "utter_page_failed"
    if isinstance(error, StoreError):
        return Answer(503, language, cards, note=note, again=True, seconds=RETRY_SECONDS)
    _log.error("A request failed: %s", cause(error))
    return Answer(500, language, cards, note=note)
