"""The fake's own page: a chat as the young person, and beside it what the bot asked."""

from pathlib import Path
from typing import Any

from litestar import Response, get

HERE = Path(__file__).parent
KINDS = {"page.html": "text/html", "page.css": "text/css", "page.js": "text/javascript"}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}


def page_routes() -> list[Any]:
    """The page and its two files."""
    return [_route("/", "page.html"), *(_route(f"/page/{name}", name) for name in KINDS)]


def _route(path: str, name: str) -> Any:
    async def show() -> Response[bytes]:
        # Read at each request: who works on the page sees it change.
        content = (HERE / name).read_bytes()
        return Response(content, media_type=KINDS[name], headers=HEADERS)

    return get(path, name=path)(show)
