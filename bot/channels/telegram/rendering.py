"""A reply as Telegram shows it: text, and buttons under it."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.telegram.account import Outgoing
from bot.channels.telegram.buttons import SHOW, Buttons
from bot.domain.message import Contact, Reply

LONGEST = 2048
"""Characters of one message; more is divided. Telegram takes 4,096, and counts an emoji as two."""

Row = list[InlineKeyboardButton]


def render(reply: Reply, seq: int, chat: str, buttons: Buttons) -> list[Outgoing]:
    """The messages of one reply; its buttons stand under the last."""
    texts = list(divided(reply.text))
    rows = [*_links(reply), *_choices(reply, seq, chat, buttons)]
    keyboard = InlineKeyboardMarkup(rows) if rows else None
    return [*(Outgoing(text) for text in texts[:-1]), Outgoing(texts[-1], keyboard)]


def announce(text: str, title: str, chat: str, buttons: Buttons) -> Outgoing:
    """Says that something came, and not what."""
    button = InlineKeyboardButton(title, callback_data=buttons.data(chat, 0, 0, SHOW))
    return Outgoing(text, InlineKeyboardMarkup([[button]]))


def divided(text: str, longest: int = LONGEST) -> Iterator[str]:
    """The text in parts that Telegram takes, divided between lines where there are some."""
    while len(text) > longest:
        at = text.rfind("\n", 1, longest + 1)
        at = at if at > 0 else longest
        yield text[:at].rstrip()
        text = text[at:].lstrip()
    yield text


def _links(reply: Reply) -> Iterator[Row]:
    """A page to open for each contact: its number stands in the text, which can be tapped."""
    for contact in reply.contacts:
        if url := contact.chat_url or contact.web_url:
            yield [InlineKeyboardButton(_host(contact, url), url=url)]


def _host(contact: Contact, url: str) -> str:
    return urlsplit(url).netloc.removeprefix("www.") or contact.name


def _choices(reply: Reply, seq: int, chat: str, buttons: Buttons) -> Iterator[Row]:
    for number, choice in enumerate(reply.choices):
        data = buttons.data(chat, seq, number, choice.payload)
        yield [InlineKeyboardButton(choice.title, callback_data=data)]
