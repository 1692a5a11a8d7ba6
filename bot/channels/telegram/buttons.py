"""What a button under a Telegram message carries: where it stands, signed; never a payload of ours.

So nobody can press a button that was not shown to them, and an old one is recognised as old. What
works everywhere (help, a person, leaving …) is carried by name, so that it never goes stale.
"""

import hmac
import re
from base64 import urlsafe_b64encode

from bot.dialogue.hearing import EVERYWHERE
from bot.domain.message import Button

SHOW = "/show"
"""Shows what came late and was announced without its words."""

_NEVER_STALE = frozenset({SHOW, *(f"/{intent}" for intent in EVERYWHERE)})
_MAC_BYTES = 9
_PLACE = re.compile(r"(\d{1,9})\.(\d{1,2})")


class Buttons:
    """Makes and reads what buttons carry, with one key for the deployment."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def data(self, chat: str, seq: int, number: int, payload: str) -> str:
        """What the button carries: at most 64 bytes, which is all that Telegram takes."""
        return self._signed(chat, payload if payload in _NEVER_STALE else f"{seq}.{number}")

    def read(self, chat: str, data: str) -> Button | str | None:
        """Where the button stands, or its payload where that never goes stale; None for what we
        did not sign for this chat.
        """
        body = data.rpartition(".")[0]
        if not hmac.compare_digest(self._signed(chat, body).encode(), data.encode()):
            return None
        if place := _PLACE.fullmatch(body):
            return Button(int(place[1]), int(place[2]))
        return body if body in _NEVER_STALE else None

    def _signed(self, chat: str, body: str) -> str:
        mac = hmac.digest(self._key, f"{chat}\n{body}".encode(), "sha256")[:_MAC_BYTES]
        return f"{body}.{urlsafe_b64encode(mac).decode()}"
