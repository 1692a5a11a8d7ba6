"""An answer as a browser gets it: JSON for the script, the whole page without one."""

from typing import Any

from litestar import Request, Response
from litestar.background_tasks import BackgroundTask
from litestar.enums import MediaType

from bot.channels.web.intake import country_wanted, languages_wanted
from bot.channels.web.page import Page
from bot.channels.web.rendering import Rendering, View
from bot.channels.web.turns import Answer
from bot.channels.web.wire import reply_json

Asking = Request[Any, Any, Any]


def source_of(request: Asking) -> str:
    """The network address as the proxy tells it; it goes into a keyed hash, nowhere else."""
    return request.client.host if request.client else ""


def wanted(request: Asking, page: Page) -> tuple[str, str | None]:
    """The language and country that the address of the page or the browser asks for."""
    query = request.query_params
    language, hinted = languages_wanted(
        page, query.get("lang"), request.headers.get("accept-language", "")
    )
    return language, country_wanted(page, query.get("country")) or hinted


def as_json(page: Page, answer: Answer, after: BackgroundTask | None = None) -> Response[Any]:
    """For the script."""
    note = page.words(answer.language, answer.note) if answer.note else None
    return Response(
        {
            "seq": answer.seq,
            "replies": [reply_json(seq, reply) for seq, reply in answer.replies],
            "note": note,
            "again": answer.again,
            "seconds": answer.seconds,
            "left": answer.left,
        },
        status_code=answer.status,
        headers=_headers(answer),
        background=after,
    )


def as_html(
    page: Page,
    rendering: Rendering,
    view: View,
    answer: Answer | None = None,
    after: BackgroundTask | None = None,
) -> Response[Any]:
    """The whole page."""
    return Response(
        rendering.html(page, view),
        media_type=MediaType.HTML,
        status_code=answer.status if answer else 200,
        headers=_headers(answer) if answer else {},
        background=after,
    )


def view_of(
    answer: Answer, *, token: str, country: str | None, message_id: str, typed: str
) -> View:
    """The page after a form was sent. What was not kept can be sent again as it was."""
    if answer.status == 410:
        return View(language=answer.language, country=country, note=answer.note)
    return View(
        language=answer.language,
        country=country,
        token=token,
        replies=answer.replies,
        note=answer.note,
        message_id=message_id if answer.again else None,
        typed=typed,
        after=answer.seq,
    )


def _headers(answer: Answer) -> dict[str, str]:
    return {"Retry-After": str(answer.seconds)} if answer.seconds else {}
