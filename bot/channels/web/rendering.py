"""The page as HTML: whole without a script, and what the script then makes livelier."""

import json
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.channels.web import wire
from bot.channels.web.page import PAGE_WORDS, Page
from bot.domain.message import Reply

_FOLDER = Path(__file__).parent
_SCRIPT_WORDS = (
    "you_said",
    "bot_said",
    "answers",
    "waiting",
    "offline",
    "failed",
    "opens",
    "carry_on",
    "call_button",
)
_PREFIXES = ("utter_page_", "utter_card_")
MEDIA_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """What one rendering shows."""

    language: str
    country: str | None = None
    token: str | None = None
    """The conversation's token; without one the page begins a new conversation."""
    replies: tuple[tuple[int, Reply], ...] = ()
    note: str | None = None
    message_id: str | None = None
    """Kept when the same message is to be sent again."""
    typed: str = ""
    """What was typed and not taken yet, given back so that it need not be typed again."""
    after: int = 0


class Rendering:
    """The templates and static files."""

    def __init__(self) -> None:
        environment = Environment(
            loader=FileSystemLoader(_FOLDER / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters["lead"] = wire.lead
        environment.filters["contact"] = wire.contact_json
        self._template = environment.get_template("page.html")
        self._standby = environment.get_template("standby.html")
        self.files = {
            path.name: (path.read_bytes(), MEDIA_TYPES[path.suffix])
            for path in sorted((_FOLDER / "static").iterdir())
            if path.suffix in MEDIA_TYPES
        }

    def html(self, page: Page, view: View) -> str:
        """The whole page."""
        words = words_of(page, view.language)
        seq = max([view.after, *(seq for seq, _ in view.replies)])
        return self._template.render(
            view=view,
            words=words,
            script_words=json.dumps({name: words[name] for name in _SCRIPT_WORDS}),
            direction=direction(words["language_name"]),
            languages=_languages(page),
            numbers=page.receiving.card_without_store(view.language, view.country),
            note=words[_short(view.note)] if view.note else "",
            token=view.token or secrets.token_urlsafe(32),
            message_id=view.message_id or secrets.token_urlsafe(12),
            seq=seq,
            choices_of=_last_with_choices(view.replies),
            neutral_site=page.neutral_site,
            hosts=" ".join(page.frame_ancestors),
        )

    def standby(self, **given: Any) -> str:
        """The page for when no bot answers."""
        return self._standby.render(**given)


@cache
def the_rendering() -> Rendering:
    """Read and compiled once, for pages and refusals alike."""
    return Rendering()


def words_of(page: Page, language: str) -> dict[str, str]:
    """The page's own words by their short names."""
    words = {_short(name): page.words(language, name) for name in PAGE_WORDS}
    runs = words["operator"].replace("{operator}", page.operator or "")
    nobody = words.pop("no_operator")
    return {**words, "operator": runs if page.operator else nobody}


def direction(language_name: str) -> str:
    """`rtl` where the language's own name is written from right to left."""
    first = next((sign for sign in language_name if sign.isalpha()), "a")
    return "rtl" if unicodedata.bidirectional(first) in ("R", "AL") else "ltr"


def _languages(page: Page) -> list[dict[str, Any]]:
    return [
        {"code": code, "name": page.words(code, "utter_page_language_name")}
        for code in page.languages
    ]


def _short(name: str) -> str:
    for prefix in _PREFIXES:
        name = name.removeprefix(prefix)
    return name


def _last_with_choices(replies: Sequence[tuple[int, Reply]]) -> int:
    """Which reply's buttons still mean something: the last one's."""
    return max((index for index, (_, reply) in enumerate(replies) if reply.choices), default=-1)
