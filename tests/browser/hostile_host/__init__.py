"""Another organisation's site that holds our loader and spies on it as hard as a page can."""

from pathlib import Path

from litestar import Litestar, MediaType, Response, get
from litestar.params import FromPath

FOLDER = Path(__file__).parent
KINDS = {".js": "text/javascript", ".css": "text/css"}
NOTHING = "default-src 'self'; script-src 'self' {}; frame-src 'none'"
STRICT = (
    "default-src 'self'; script-src 'self' {0}; frame-src {0}; object-src 'none'; "
    "base-uri 'none'; require-trusted-types-for 'script'"
)
"""The strictest policy that docs/embedding.md says is enough."""
PAGES = {
    "spying": ("spying.html", STRICT),
    "lax": ("spying.html", ""),
    "plain": ("plain.html", STRICT),
    "frameless": ("plain.html", NOTHING),
}


def host_app(help_origin: str, integrity: str = "") -> Litestar:
    """The site; `integrity` is the hash that it has pinned for the loader."""

    @get("/{name:str}", sync_to_thread=False)
    def page(name: FromPath[str]) -> Response[str]:
        file, policy = PAGES[name]
        html = (FOLDER / file).read_text("utf-8").replace("HELP", help_origin)
        if integrity:
            html = html.replace(" async", f' integrity="{integrity}" crossorigin async')
        headers = {"Content-Security-Policy": policy.format(help_origin)} if policy else {}
        return Response(html, media_type=MediaType.HTML, headers=headers)

    @get("/files/{name:str}", sync_to_thread=False)
    def file(name: FromPath[str]) -> Response[bytes]:
        path = FOLDER / Path(name).name
        return Response(path.read_bytes(), media_type=KINDS[path.suffix])

    return Litestar([page, file], openapi_config=None, logging_config=None)
