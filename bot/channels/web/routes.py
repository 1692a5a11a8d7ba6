"""The addresses of the page: none ever holds a token, every failure is answered with helplines."""

from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.background_tasks import BackgroundTask
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath
from litestar.response import Stream

from bot.channels.web import intake, turns
from bot.channels.web.answering import as_html, as_json, source_of, view_of, wanted
from bot.channels.web.embedding import loader
from bot.channels.web.page import Page
from bot.channels.web.rendering import Rendering, View, direction, the_rendering, words_of
from bot.channels.web.wire import reply_json

Asking = Request[Any, Any, Any]
ThePage = NamedDependency[Page]
TheRendering = NamedDependency[Rendering]


def page_routes(page: Page) -> Router:
    """Everything that the browser of a young person asks for."""
    rendering = the_rendering()
    return Router(
        path="/",
        route_handlers=[show, show_turn, say, stream, replies, words, leave, embed, file, old_icon],
        dependencies={
            "page": Provide(lambda: page, sync_to_thread=False),
            "rendering": Provide(lambda: rendering, sync_to_thread=False),
        },
        before_request=refuse_other_sites,
        request_max_body_size=intake.LARGEST_BODY,
    )


async def refuse_other_sites(request: Asking) -> None:
    """Another site's script or form has no business here; a link to the page has."""
    site = request.headers.get("sec-fetch-site", "none")
    if request.method != "GET" and site not in ("same-origin", "none"):
        raise PermissionDeniedException


@get("/")
async def show(request: Asking, page: ThePage, rendering: TheRendering) -> Response[Any]:
    """The page before anything was said; showing it begins nothing."""
    language, country = wanted(request, page)
    return as_html(page, rendering, View(language=language, country=country))


@post("/", status_code=200)
async def show_turn(request: Asking, page: ThePage, rendering: TheRendering) -> Response[Any]:
    """One message without a script, answered by the whole page with this turn's replies."""
    fields = await intake.read_form(request)
    asked = intake.asked_by_form(fields, page)
    answer = await turns.answer(page, asked, source_of(request))
    if answer.left:
        return _to_neutral_site(page)
    # A help button pressed over a half-written text leaves that text where it was.
    kept = answer.again or asked.inbound.text is None
    view = view_of(
        answer,
        token=fields["token"],
        country=asked.inbound.country_hint,
        message_id=fields["id"],
        typed=fields.get("text", "") if kept else "",
    )
    return as_html(page, rendering, view, answer, _acknowledging(page, asked, answer))


@post("/say", status_code=200)
async def say(request: Asking, page: ThePage) -> Response[Any]:
    """One message of the script. 200 is said only once its turn is committed."""
    asked = await intake.read_json(request, page)
    answer = await turns.answer(page, asked, source_of(request))
    return as_json(page, answer, _acknowledging(page, asked, answer))


@get("/stream")
async def stream(request: Asking, page: ThePage) -> Response[Any]:
    """Replies as they come, from the seq that the page names on."""
    address = intake.address_of(intake.token_of(request))
    if page.streams.full:
        raise intake.NotTaken(503)
    return Stream(
        page.streams.events(page.delivering, address, _after(request)),
        media_type="text/event-stream",
        headers={"X-Accel-Buffering": "no"},
    )


@get("/replies")
async def replies(request: Asking, page: ThePage) -> Response[Any]:
    """The same for networks that hold streams back."""
    address = intake.address_of(intake.token_of(request))
    found = await page.delivering.after(address, _after(request))
    return Response({"replies": [reply_json(seq, reply) for seq, reply in found]})


@get("/words")
async def words(request: Asking, page: ThePage) -> Response[Any]:
    """The page's own words, for a talk that goes on in another language."""
    language, _ = wanted(request, page)
    said = words_of(page, language)
    towards = direction(said["language_name"])
    return Response({"language": language, "direction": towards, "words": said})


@post("/leave", status_code=200)
async def leave(request: Asking, page: ThePage) -> Response[Any]:
    """Ends and erases the conversation, and leads away."""
    token = intake.token_of(request)
    if token is None:
        token = (await intake.read_form(request)).get("token")
    await turns.leave(page, intake.address_of(token))
    return _to_neutral_site(page)


@get("/embed.js")
async def embed(request: Asking, page: ThePage) -> Response[Any]:
    """The loader, the one thing that other sites may load."""
    query = request.query_params
    return loader(page, query.get("lang"), query.get("country"))


@get("/static/{name:str}")
async def file(name: FromPath[str], rendering: TheRendering) -> Response[Any]:
    """The style, the scripts and the icon."""
    if name not in rendering.files:
        raise NotFoundException
    content, media_type = rendering.files[name]
    return Response(content, media_type=media_type)


@get("/favicon.ico", status_code=204)
async def old_icon() -> None:
    """Old browsers ask for it whatever the page says."""


def _after(request: Asking) -> int:
    last = request.headers.get("last-event-id") or request.query_params.get("after")
    return intake.seq_of(last)


def _acknowledging(page: Page, asked: intake.Asked, answer: turns.Answer) -> BackgroundTask:
    return BackgroundTask(turns.acknowledge, page, asked, answer)


def _to_neutral_site(page: Page) -> Response[Any]:
    return Response(None, status_code=303, headers={"Location": page.neutral_site})
