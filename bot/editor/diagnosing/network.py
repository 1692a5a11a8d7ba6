"""What only the network can tell: whether the page is reached, and what Telegram thinks.

Everything is asked at once and for a few seconds. A token stands in the address that is asked, so
neither an address nor the words of an error are ever told.
"""

import json
import ssl
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from bot.editor.diagnosing.deployed import Deployed
from bot.editor.diagnosing.findings import (
    Finding,
    Silent,
    missing,
    undecided,
    unsafe,
    well,
    within,
)

LONGEST = 5.0
"""Seconds that anything may take."""
SKEW = 60.0
"""Seconds that the clock may be wrong."""
MANY = 100
"""Updates that wait at Telegram."""
_LARGEST = 100_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    said: Any
    """The body, where it is JSON."""
    at: datetime | None = None
    """What time it is there."""


class BadCertificate(Silent):
    """Who answers cannot prove to be who we asked."""


def network_findings(deployed: Deployed, seconds: float = LONGEST) -> Iterator[Finding]:
    """What the network tells, within these seconds."""
    asked: list[Callable[[], list[Finding]]] = []
    if deployed.public_url:
        asked.append(lambda: _page(deployed, seconds))
    if deployed.telegram_token:
        asked.append(lambda: _telegram(deployed, seconds))
    if not asked:
        return
    with ThreadPoolExecutor(len(asked)) as side_by_side:
        for found in side_by_side.map(lambda ask: ask(), asked):
            yield from found


def ask(url: str, seconds: float) -> Answer:
    """What that address answers. Raises Silent or BadCertificate."""
    return within(seconds, lambda: _ask(url, seconds))


def _ask(url: str, seconds: float) -> Answer:
    request = Request(url, headers={"User-Agent": "make-it-safe doctor"})
    try:
        with urlopen(request, timeout=seconds) as response:
            return _answer(response.status, response)
    except HTTPError as refusal:
        with refusal:
            return _answer(refusal.code, refusal)
    except URLError as error:
        if isinstance(error.reason, ssl.SSLCertVerificationError):
            raise BadCertificate("Its certificate is not valid.") from None
        raise Silent("It does not answer.") from None
    except (OSError, ValueError):
        raise Silent("It does not answer.") from None


def _answer(status: int, response: Any) -> Answer:
    try:
        said = json.loads(response.read(_LARGEST))
    except ValueError:
        said = None
    try:
        at = parsedate_to_datetime(response.headers.get("Date", ""))
    except ValueError:
        at = None
    return Answer(status, said, at)


def _page(deployed: Deployed, seconds: float) -> list[Finding]:
    url = deployed.public_url.rstrip("/")
    why = "young people get no answer"
    try:
        answer = ask(f"{url}/health", seconds)
    except BadCertificate:
        return [
            unsafe(
                f"the certificate of {url} is not valid",
                "browsers show a warning in place of the page",
                "renew it at the proxy",
            )
        ]
    except Silent:
        mend = "start the bot and the proxy, and look from outside whether the name leads there"
        return [missing(f"{url} does not answer this machine", why, mend)]
    if not isinstance(answer.said, dict) or "ok" not in answer.said:
        mend = "let the proxy hand every path on to the bot (docs/web-page.md)"
        return [missing(f"{url} is answered by something else than the bot", why, mend)]
    if answer.said["ok"] is not True:
        mend = f"open {url}/health, which says what it is"
        return [missing(f"{url} says that something is wrong", "it may get worse", mend)]
    return [well(f"{url} answers")]


def _telegram(deployed: Deployed, seconds: float) -> list[Finding]:
    token = f"{deployed.telegram_api}/bot{deployed.telegram_token}"
    try:
        known = ask(f"{token}/getMe", seconds)
        if not _is_result(known):
            return [_refused(known)]
        hook = ask(f"{token}/getWebhookInfo", seconds)
    except Silent:
        return [
            undecided(
                "Telegram could not be asked",
                "whether the token is valid is not known",
                "look whether this machine may reach MAKE_IT_SAFE_TELEGRAM_API, then ask again",
            )
        ]
    info = hook.said["result"] if _is_result(hook) else {}
    return [well("Telegram knows the token"), *_clock(known.at), *webhook_findings(deployed, info)]


def _is_result(answer: Answer) -> bool:
    return isinstance(answer.said, dict) and isinstance(answer.said.get("result"), dict)


def _refused(answer: Answer) -> Finding:
    if answer.status in (401, 404):
        return missing(
            "Telegram does not know the token",
            "nobody is answered there",
            "copy it again from @BotFather into MAKE_IT_SAFE_TELEGRAM_TOKEN",
        )
    return undecided(
        f"Telegram answers with {answer.status}",
        "whether the token is valid is not known",
        "ask again later",
    )


def _clock(there: datetime | None) -> Iterator[Finding]:
    if there is None:
        return
    here = datetime.now(UTC)
    wrong = abs((here - there.astimezone(UTC)).total_seconds())
    if wrong > SKEW:
        yield unsafe(
            f"this machine's clock is {wrong:.0f} s away from Telegram's",
            "lines would be shown as open that are closed",
            "switch on systemd-timesyncd or chrony (`timedatectl set-ntp true`)",
        )
    else:
        yield well("the clock agrees with Telegram's")


def webhook_findings(deployed: Deployed, info: dict[str, Any]) -> Iterator[Finding]:
    """Whether what Telegram does with updates is what the settings say."""
    there = str(info.get("url") or "")
    ours = f"{deployed.public_url.rstrip('/')}/telegram"
    if deployed.telegram_webhook and there != ours:
        yield missing(
            "Telegram does not bring messages here",
            "nobody is answered there",
            "start the bot, which asks for it; if it runs, another program has this token: stop "
            "that one, or make a new token with @BotFather",
        )
    elif not deployed.telegram_webhook and there:
        yield missing(
            "Telegram brings this account's messages to an address",
            "asking for them does not work beside that",
            "start the bot, which ends it; if it comes back, another program has this token",
        )
    else:
        yield well("Telegram does with messages what the settings say")
    waiting = info.get("pending_update_count")
    if isinstance(waiting, int) and waiting > MANY:
        yield missing(
            f"{waiting} messages wait at Telegram",
            "somebody waits for an answer",
            "start the bot; if it runs, look into its log",
        )
