"""Inline keyboards, refused where the real server refuses them."""

from typing import Any
from urllib.parse import urlsplit

from devtools.fake_telegram.parameters import Parameters
from devtools.fake_telegram.refusals import Json, bad

DATA_BYTES = 64
BUTTONS = 100
ACTIONS = frozenset(
    [
        "url",
        "callback_data",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
        "callback_game",
        "pay",
    ]
)
SCHEMES = {"http", "https", "tg", "ton"}


def read_markup(parameters: Parameters) -> Json | None:
    """The inline keyboard of a call; None where there is none or another kind of keyboard."""
    markup = parameters.structure("reply_markup")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    if "inline_keyboard" not in markup:
        return None
    rows = _rows(markup["inline_keyboard"])
    return {"inline_keyboard": rows} if rows else None


def _rows(given: Any) -> list[list[Json]]:
    if not isinstance(given, list) or not all(isinstance(row, list) for row in given):
        raise bad('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    rows = [[_button(button) for button in row] for row in given if row]
    if sum(map(len, rows)) > BUTTONS:
        raise bad("REPLY_MARKUP_TOO_LONG")
    return rows


def _button(given: Any) -> Json:
    if not isinstance(given, dict) or not isinstance(given.get("text"), str):
        raise bad('can\'t parse inline keyboard button: Field "text" must be of type String')
    if not given["text"].strip():
        raise bad("inline keyboard button text must be non-empty")
    actions = [name for name in given if name in ACTIONS]
    if not actions:
        raise bad(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:
        raise bad("can't parse inline keyboard button: exactly one optional field must be used")
    return given | _checked(actions[0], given[actions[0]])


def _checked(action: str, value: Any) -> Json:
    if action == "callback_data" and not _fits(value):
        raise bad("BUTTON_DATA_INVALID")
    if action == "url":
        return {"url": _address(str(value))}
    return {}


def _fits(data: Any) -> bool:
    return isinstance(data, str) and 1 <= len(data.encode()) <= DATA_BYTES


def _address(url: str) -> str:
    """Only web and Telegram links can be opened by a button: `tel:` cannot."""
    whole = url if ":" in url.partition("/")[0] else f"http://{url}"
    parts = urlsplit(whole)
    dotted = parts.scheme in {"tg", "ton"} or "." in (parts.hostname or "")
    if parts.scheme not in SCHEMES or not dotted:
        raise bad(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    return whole
