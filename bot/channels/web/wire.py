"""Replies as JSON, the form in which the page's script gets them."""

import json
from typing import Any

from bot.domain.message import Contact, Reply


def reply_json(seq: int, reply: Reply) -> dict[str, Any]:
    """One reply; seq 0 is a card that no conversation knows of, shown each time it comes."""
    return {
        "seq": seq,
        "name": reply.name,
        "language": reply.language,
        "text": reply.text,
        "kind": reply.kind.value,
        "choices": [{"title": c.title, "payload": c.payload} for c in reply.choices],
        "contacts": [contact_json(contact) for contact in reply.contacts],
        "lead": lead(reply),
    }


def contact_json(contact: Contact) -> dict[str, Any]:
    """One line of a card; addresses that are not https are left out."""
    return {
        "text": contact.text,
        "country": contact.country,
        "name": contact.name,
        "number": contact.number,
        "dial": dialled(contact),
        "links": [{"url": url, "site": site(url)} for url in links(contact)],
    }


def lead(reply: Reply) -> str:
    """What a reply says besides the lines of its contacts."""
    said = {contact.text for contact in reply.contacts}
    return "\n".join(line for line in reply.text.split("\n") if line not in said)


def dialled(contact: Contact) -> str | None:
    """What a telephone dials, only ever digits and signs a telephone knows."""
    dial = contact.dial or contact.number or ""
    kept = "".join(sign for sign in dial if sign in "+0123456789*#")
    return kept or None


def links(contact: Contact) -> tuple[str, ...]:
    """The addresses to write to or read at, each once."""
    urls = (contact.chat_url, contact.web_url)
    return tuple(dict.fromkeys(url for url in urls if url and url.startswith("https://")))


def site(url: str) -> str:
    """The site's name as people say it, such as `3018.fr`."""
    return url.removeprefix("https://").split("/")[0].removeprefix("www.")


def event(seq: int, reply: Reply) -> str:
    """One reply as a server-sent event whose id is its seq."""
    return f"id: {seq}\nevent: reply\ndata: {json.dumps(reply_json(seq, reply))}\n\n"
