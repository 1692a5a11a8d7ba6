"""The loader for other organisations' sites: one script, the same bytes for everybody.

It is put together from its own source, the code of leaving that the page uses too, its style and
the words of each language, so that the site needs one line and allows one script.
"""

import json
import re
from functools import cache
from pathlib import Path

from litestar import Response

from bot.channels.web.intake import country_wanted
from bot.channels.web.page import Page
from bot.channels.web.rendering import MEDIA_TYPES, direction

_STATIC = Path(__file__).parent / "static"
_WORDS = {
    "title": "utter_page_title",
    "open": "utter_page_open_chat",
    "leave": "utter_page_leave",
    "minimise": "utter_page_minimise",
    "alone": "utter_page_own_page",
}
HEADERS = {
    # Asked for on every view of the other site: the less often, the less this server could know.
    "Cache-Control": "public, max-age=3600",
    "Cross-Origin-Resource-Policy": "cross-origin",
    # A browser compares the hash that a site has pinned only where it may read the script.
    "Access-Control-Allow-Origin": "*",
}
"""Of the loader alone; nothing else here may be read or loaded by another site."""


def loader(page: Page, language: str | None, country: str | None) -> Response[bytes]:
    """The script that a site names in its one line.

    The address alone decides what stands in it, never the browser that asks: it can be kept, and
    its hash can be pinned.
    """
    spoken = language if language in page.languages else page.languages[0]
    served = country_wanted(page, country)
    baked = {
        "page": f"/?lang={spoken}" + (f"&country={served}" if served else ""),
        "site": page.neutral_site,
        "language": spoken,
        "direction": direction(page.words(spoken, "utter_page_language_name")),
        "words": {short: page.words(spoken, name) for short, name in _WORDS.items()},
    }
    script = _source().replace("BAKED", _compact(baked))
    return Response(script.encode(), media_type=MEDIA_TYPES[".js"], headers=HEADERS)


@cache
def _source() -> str:
    """The script without its words, and without what only its readers need."""
    style = re.sub(r"/\*.*?\*/", "", _read("embed.css"), flags=re.DOTALL)
    style = re.sub(r"\s*([{};:,+]) *", r"\1", style.replace("\n", "")).replace(";}", "}").strip()
    script = _read("embed.js").replace("EXIT", _read("exit.js")).replace("STYLE", _compact(style))
    lines = (line.strip() for line in script.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _read(name: str) -> str:
    return (_STATIC / name).read_text("utf-8")
