"""What the page needs: the services behind it, its own words, what the deployment decided."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from bot.channels.turned import Receives
from bot.channels.web.limits import Limits
from bot.channels.web.stream import Streams
from bot.domain.measures import Unmetered
from bot.domain.message import Address, Reply
from bot.ports import Clock, Meters

Words = Callable[[str, str], str]
"""Language and name of a response to its text."""

PAGE_WORDS = (
    "utter_page_title",
    "utter_page_heading",
    "utter_page_leave",
    "utter_page_leave_keys",
    "utter_page_help",
    "utter_page_send",
    "utter_page_input_label",
    "utter_page_placeholder",
    "utter_page_you_said",
    "utter_page_bot_said",
    "utter_page_answers",
    "utter_page_log",
    "utter_page_waiting",
    "utter_page_offline",
    "utter_page_failed",
    "utter_page_language",
    "utter_page_language_name",
    "utter_page_about_title",
    "utter_page_about",
    "utter_page_operator",
    "utter_page_no_operator",
    "utter_page_about_read",
    "utter_page_about_leave",
    "utter_page_left",
    "utter_page_new",
    "utter_page_skip",
    "utter_page_noscript_note",
    "utter_page_too_long",
    "utter_page_numbers",
    "utter_page_opens",
    "utter_page_carry_on",
    "utter_page_standby",
    "utter_page_open_chat",
    "utter_page_minimise",
    "utter_page_own_page",
    "utter_card_call_button",
)
"""Everything the page says by itself; the content must have all of it in each language."""


class Delivers(Protocol):
    """Knows the replies that the page has not yet shown."""

    async def after(self, address: Address, seq: int) -> tuple[tuple[int, Reply], ...]: ...
    async def shown(self, address: Address, seq: int) -> None: ...
    async def wait(self, address: Address, seq: int, seconds: float) -> bool: ...


class Forgets(Protocol):
    """Ends and erases."""

    async def leave(self, address: Address) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Page:
    """The page with all it needs; `web_page` makes one."""

    receiving: Receives
    delivering: Delivers
    forgetting: Forgets
    clock: Clock
    words: Words
    languages: tuple[str, ...]
    """Languages that the content is complete in, the deployment's own first."""
    countries: tuple[str, ...]
    """Served countries."""
    operator: str | None
    """Who runs this, as people know them; None says honestly that nobody does yet."""
    neutral_site: str
    """Where leaving leads: a page that anybody could have open."""
    frame_ancestors: tuple[str, ...]
    """Origins that may show the page in a frame; none by default."""
    limits: Limits
    streams: Streams
    meters: Meters

    @property
    def security_policy(self) -> str:
        """The Content-Security-Policy of every answer: our own origin and nothing inline."""
        site = urlsplit(self.neutral_site)
        ancestors = " ".join(self.frame_ancestors) or "'none'"
        # Leaving is a form answered by a redirect, and browsers hold redirects to form-action.
        return "; ".join(
            [
                "default-src 'none'",
                "script-src 'self'",
                "style-src 'self'",
                "connect-src 'self'",
                "img-src 'self'",
                f"form-action 'self' {site.scheme}://{site.netloc}",
                "base-uri 'none'",
                f"frame-ancestors {ancestors}",
                "require-trusted-types-for 'script'",
                "trusted-types 'none'",
            ]
        )


def web_page(
    *,
    receiving: Receives,
    delivering: Delivers,
    forgetting: Forgets,
    clock: Clock,
    words: Words,
    languages: tuple[str, ...],
    countries: tuple[str, ...],
    operator: str | None = None,
    neutral_site: str = "https://www.wikipedia.org/",
    frame_ancestors: tuple[str, ...] = (),
    meters: Meters | None = None,
) -> Page:
    """The page; raises whatever `words` raises when the content lacks one of PAGE_WORDS."""
    for language in languages:
        for name in PAGE_WORDS:
            words(language, name)
    return Page(
        receiving=receiving,
        delivering=delivering,
        forgetting=forgetting,
        clock=clock,
        words=words,
        languages=languages,
        countries=countries,
        operator=operator,
        neutral_site=neutral_site,
        frame_ancestors=frame_ancestors,
        limits=Limits(clock),
        streams=Streams(meters=meters),
        meters=meters or Unmetered(),
    )
