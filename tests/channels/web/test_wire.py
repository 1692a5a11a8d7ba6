"""Replies as JSON and as events."""

from bot.channels.web.wire import contact_json, lead, reply_json, site
from bot.domain.message import Choice, Contact, Reply
from tests.channels.web.fakes import CARD, CHILD_FOCUS


def test_a_reply_says_all_that_the_page_shows() -> None:
    reply = Reply("utter_menu", "fr", "Quoi ?", choices=(Choice("Menu", "/menu"),))
    shown = reply_json(7, reply)
    assert (shown["seq"], shown["name"], shown["kind"]) == (7, "utter_menu", "text")
    assert shown["choices"] == [{"title": "Menu", "payload": "/menu"}]


def test_the_lines_of_contacts_are_not_said_twice() -> None:
    card = Reply("utter_card", "fr", f"Bonjour.\n{CHILD_FOCUS.text}", contacts=(CHILD_FOCUS,))
    assert lead(card) == "Bonjour."
    assert lead(CARD) == ""


def test_a_telephone_gets_only_what_it_can_dial() -> None:
    odd = Contact("a", "Belgique", "A", number="116 000 (gratuit)")
    assert contact_json(odd)["dial"] == "116000"
    assert contact_json(Contact("a", "", "A"))["dial"] is None


def test_only_https_addresses_become_links_each_once() -> None:
    url = "https://www.3018.fr/chat"
    contact = Contact("a", "France", "3018", chat_url=url, web_url=url)
    assert contact_json(contact)["links"] == [{"url": url, "site": "3018.fr"}]
    assert contact_json(Contact("a", "", "A", web_url="javascript:alert(1)"))["links"] == []


def test_a_site_is_named_as_people_say_it() -> None:
    assert site("https://www.childfocus.be/fr/") == "childfocus.be"
