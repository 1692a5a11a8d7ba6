"""What a request says, as an Inbound: nothing is kept here, and nothing odd breaks it."""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from litestar import Request

from bot.channels.web.page import Page
from bot.domain.errors import Refused
from bot.domain.message import Address, Inbound, MediaKind

LONGEST_TEXT = 70_000
LONGEST_CHOICE = 500
LARGEST_BODY = 600_000
"""64 KB of text, each sign escaped as JSON and forms may."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_SEQ_END = 2**53


class NotTaken(Refused):
    """A request that is not in the form we take: its status in HTTP, and what the page says."""

    def __init__(self, status: int, word: str = "utter_page_failed") -> None:
        super().__init__("Send what docs/web-page.md describes.")
        self.status = status
        self.word = word


@dataclass(frozen=True, slots=True)
class Asked:
    """One message of the page, and the seq of the last reply it had shown before."""

    inbound: Inbound
    after: int


def address_of(token: str | None) -> Address:
    """The conversation of that token; the id is a hash: who reads it cannot speak for it."""
    if token is None or not _TOKEN.fullmatch(token):
        raise NotTaken(401)
    return Address("web", hashlib.sha256(token.encode("ascii")).hexdigest())


def token_of(request: Request[Any, Any, Any]) -> str | None:
    """The token in the header, the only place where the script sends it."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def seq_of(value: object) -> int:
    """A seq as far as it is one; anything else begins at the beginning."""
    try:
        seq = int(str(value)[:20])
    except ValueError:
        return 0
    return seq if 0 <= seq < _SEQ_END else 0


async def read_json(request: Request[Any, Any, Any], page: Page) -> Asked:
    """A message from the script; NotTaken for anything else."""
    token = token_of(request)
    address = address_of(token)
    if request.content_type[0] != "application/json":
        raise NotTaken(415)
    try:
        fields = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise NotTaken(400) from None
    if not isinstance(fields, dict):
        raise NotTaken(400)
    return _asked(page, address, str(token), fields)


async def read_form(request: Request[Any, Any, Any]) -> Mapping[str, str]:
    """The fields of a form as plain HTML sends it; files have no way in."""
    if request.content_type[0] != "application/x-www-form-urlencoded":
        raise NotTaken(415)
    body = (await request.body()).decode("utf-8", "replace")
    try:
        return dict(parse_qsl(body, keep_blank_values=True, max_num_fields=20))
    except ValueError:
        raise NotTaken(400) from None


def asked_by_form(fields: Mapping[str, str], page: Page) -> Asked:
    """A message from plain HTML; a pressed button counts before a text that was only begun."""
    token = fields.get("token")
    address = address_of(token)
    given: dict[str, Any] = dict(fields)
    if "choice" in given or "start" in given:
        given.pop("text", None)
    if "start" in given:
        given["start"] = True
    return _asked(page, address, str(token), given)


def languages_wanted(page: Page, chosen: str | None, accepted: str) -> tuple[str, str | None]:
    """The page's language, and the country that the browser's language tag hints at."""
    tags = [tag.split(";")[0].strip() for tag in accepted[:500].split(",")]
    parts = [re.split("[-_]", tag) for tag in ([chosen] if chosen else []) + tags]
    codes = [part[0].lower() for part in parts]
    regions = [part[1].upper() for part in parts if len(part) > 1]
    language = next((code for code in codes if code in page.languages), page.languages[0])
    return language, next((region for region in regions if region in page.countries), None)


def country_wanted(page: Page, chosen: str | None) -> str | None:
    """The country that the address of the page names, when it is one we serve."""
    code = (chosen or "").upper()
    return code if code in page.countries else None


def _asked(page: Page, address: Address, token: str, fields: Mapping[str, Any]) -> Asked:
    id = fields.get("id")
    if not isinstance(id, str) or not _ID.fullmatch(id):
        raise NotTaken(400)
    said = _said(fields)
    language = fields.get("language")
    inbound = Inbound(
        address=address,
        external_id=_external_id(token, id, said),
        at=page.clock.now(),
        language_hint=language if language in page.languages else None,
        country_hint=country_wanted(page, str(fields.get("country") or "")),
        **said,
    )
    return Asked(inbound, seq_of(fields.get("after")))


def _said(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The one thing that was said: a choice, a start, a kind of file, or a text."""
    if isinstance(choice := fields.get("choice"), str):
        if not choice or len(choice) > LONGEST_CHOICE:
            raise NotTaken(400)
        return {"choice": _clean(choice)}
    if fields.get("start") is True:
        return {"started": True}
    if isinstance(media := fields.get("media"), str):
        return {"media": MediaKind(media) if media in set(MediaKind) else MediaKind.OTHER}
    if not isinstance(text := fields.get("text"), str) or not text.strip():
        raise NotTaken(400)
    if len(text) > LONGEST_TEXT:
        raise NotTaken(413, "utter_page_too_long")
    return {"text": _clean(text)}


def _external_id(token: str, id: str, said: Mapping[str, Any]) -> str:
    """The message's id bound to what it says.

    A browser may show an old form again. The same id with the same words is a repetition; with
    other words it is a new message, and no words may go unread because their id was used before.
    """
    whole = f"{id}\0{next(iter(said))}\0{next(iter(said.values()))}"
    return hmac.new(token.encode("ascii"), whole.encode("utf-8"), hashlib.sha256).hexdigest()[:32]


def _clean(text: str) -> str:
    """Half characters (lone surrogates), which no hash can take, become a replacement sign."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
