"""Talks on Telegram, put together where the settings hold a token."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.bootstrap import LiveContent, SystemClock
from bot.dialogue.hearing import leads_to_help
from bot.dialogue.wording import phrase
from bot.ports import Meters
from bot.server import Routes
from bot.services.forgetting import Forgetting
from bot.services.receiving import Receiving
from bot.serving.together import Together
from bot.settings import Settings
from bot.store.conversations import StoredConversations


@dataclass(frozen=True, slots=True)
class Face:
    """A channel beside the page: what it answers, and what it does until it is cancelled."""

    run: Callable[[], Coroutine[Any, Any, None]]
    problems: Callable[[], tuple[str, ...]]
    """What the operator should know of it."""
    routes: tuple[Routes, ...] = ()


def telegram_face(
    settings: Settings,
    content: LiveContent,
    receiving: Receiving,
    conversations: StoredConversations,
    forgetting: Forgetting,
    meters: Meters,
    others: Together,
) -> Face | None:
    """Talks on Telegram where there is a token; the page goes on whatever happens there."""
    token = settings.telegram_token.get_secret_value()
    if not token:
        return None
    # Imported late: its library takes most of a second, and most deployments need not wait for it.
    from bot.channels import telegram

    def words(language: str, name: str) -> str:
        return phrase(content.library, name, language)

    account = telegram.Account(token, settings.telegram_api)
    buttons = telegram.Buttons(conversations.secret_for("telegram buttons"))
    clock = SystemClock()
    sender = telegram.Sender(
        account=account,
        outbox=conversations,
        clock=clock,
        buttons=buttons,
        words=words,
        forget=forgetting.forget,
        meters=meters,
        wait_for_any=others.wait_for_any or telegram.nobody_else,
    )
    face = telegram.Telegram(
        account=account,
        sender=sender,
        receiving=receiving,
        outbox=conversations,
        forget=forgetting.forget,
        buttons=buttons,
        clock=clock,
        words=words,
        languages=content.library.languages,
        is_wish=lambda name: leads_to_help(name, content.library),
        meters=meters,
    )
    run = partial(telegram.run, face, leadership=others.stand(f"telegram {token}"))
    if not settings.telegram_webhook:
        return Face(run, face.problems)
    secret = conversations.secret_for("telegram webhook").hex()
    called = telegram.Called(settings.public_url.rstrip("/") + telegram.PATH, secret)
    routes = (telegram.webhook_routes(face, secret),)
    return Face(partial(run, called=called), face.problems, routes)
