"""A conversation in the terminal, for people and for scripts: no account and no network.

With `--jsonl` each line in is one message of a young person, `{"text": …}` or `{"choice":
payload}`, and each line out is one
turn. The form is documented in `docs/commands.md` and stays as it is.
"""

import json
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any, Protocol, TextIO

from bot.domain.errors import Refused
from bot.domain.message import Address, Inbound, MediaKind, Reply
from bot.ports import Clock
from bot.services.receiving import Received, Receiving

ADDRESS = Address("terminal", "this terminal")


class Console(Protocol):
    """Where a person reads and writes."""

    def show(self, text: str) -> None:
        """Shows a paragraph."""
        ...


def record(received: Received) -> dict[str, Any]:
    """One turn as the documented JSON form."""
    conversation = received.conversation
    replies = [reply for _, reply in received.replies]
    contacts = [contact for reply in replies for contact in reply.contacts]
    found = received.assessment
    wait = conversation.wait
    return {
        "replies": [_reply(reply) for reply in replies],
        "level": int(received.level),
        "category": _category(received),
        "subject": found.subject.value,
        "flow": wait.flow if wait else None,
        "step": wait.step if wait else None,
        "owner": conversation.owner,
        "helplines": list(dict.fromkeys(contact.helpline for contact in contacts)),
        "numbers": list(dict.fromkeys(contact.number for contact in contacts if contact.number)),
        "lang": conversation.language,
    }


def _category(received: Received) -> str | None:
    """What the level of this turn is about: what was seen in the text, or what a button stated."""
    if received.assessment.category:
        return received.assessment.category.value
    stated = received.conversation.slot("risk_category")
    return str(stated) if stated and received.level else None


def _reply(reply: Reply) -> dict[str, Any]:
    return {
        "text": reply.text,
        "buttons": [{"title": choice.title, "payload": choice.payload} for choice in reply.choices],
    }


class Messages:
    """Makes the messages of one terminal, numbered so that none is taken twice."""

    def __init__(self, clock: Clock, language: str | None, country: str | None) -> None:
        self._clock = clock
        self._language = language
        self._country = country
        self._count = 0

    def _message(self, **what: Any) -> Inbound:
        self._count += 1
        return Inbound(
            ADDRESS,
            f"terminal-{self._count}",
            self._clock.now(),
            language_hint=self._language,
            country_hint=self._country,
            **what,
        )

    def started(self) -> Inbound:
        """The conversation is opened."""
        return self._message(started=True)

    def text(self, text: str) -> Inbound:
        """Something was typed."""
        return self._message(text=text)

    def choice(self, payload: str) -> Inbound:
        """A button was pressed."""
        return self._message(choice=payload)

    def from_json(self, line: str, number: int) -> Inbound:
        """The message that a line of JSON stands for; raises Refused with the line's number and
        what to write.
        """
        try:
            said = json.loads(line)
        except ValueError:
            raise Refused(
                f'line {number}: not JSON; write {{"text": "…"}} or {{"choice": "/payload"}}'
            ) from None
        if isinstance(said, dict):
            if isinstance(said.get("text"), str):
                return self.text(said["text"])
            if isinstance(said.get("choice"), str):
                return self.choice(said["choice"])
            if isinstance(said.get("media"), str):
                kinds = set(MediaKind)
                return self._message(
                    media=MediaKind(said["media"]) if said["media"] in kinds else MediaKind.OTHER
                )
            if said.get("start") is True:
                return self.started()
        raise Refused(f'line {number}: write {{"text": "…"}} or {{"choice": "/payload"}}')


async def answer_lines(
    receiving: Receiving, messages: Messages, lines: Iterable[str], out: TextIO
) -> None:
    """Answers each line of JSON with one; raises Refused at the first line that is none."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        received = await receiving.receive(messages.from_json(line, number))
        out.write(json.dumps(record(received), ensure_ascii=False) + "\n")
        out.flush()


async def talk(
    receiving: Receiving,
    messages: Messages,
    read: Callable[[], AsyncIterator[str]],
    console: Console,
) -> None:
    """A conversation with a person: what they type is text, a number chooses a button."""
    received = await receiving.receive(messages.started())
    _show(received, console)
    async for line in read():
        received = await receiving.receive(_typed(line, received, messages))
        _show(received, console)


def _typed(line: str, before: Received, messages: Messages) -> Inbound:
    choices = before.conversation.wait.choices if before.conversation.wait else ()
    number = line.strip().strip("[]")
    if number.isascii() and number.isdigit() and 1 <= int(number) <= len(choices):
        return messages.choice(choices[int(number) - 1].payload)
    return messages.text(line)


def _show(received: Received, console: Console) -> None:
    for _, reply in received.replies:
        if reply.text:
            console.show(reply.text)
    wait = received.conversation.wait
    if wait and wait.choices:
        console.show(
            "   ".join(f"[{n}] {choice.title}" for n, choice in enumerate(wait.choices, start=1))
        )
