"""A talk on the page in a real browser."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Opening, Site

pytestmark = pytest.mark.browser

THREAT = "il dit que si je paie pas il envoie ma photo"


def write(page: Page, text: str) -> None:
    """Writes and sends."""
    page.get_by_label("Ton message").fill(text)
    page.keyboard.press("Enter")


def bubbles(page: Page, text: str) -> int:
    """How often the page shows this."""
    return page.locator("#log .bubble", has_text=text).count()


def test_the_first_words_say_what_it_is(young: Page) -> None:
    expect(young.get_by_role("log")).to_contain_text("Je suis un bot, pas une personne.")
    assert young.title() == "Chat"
    assert young.locator("html").get_attribute("lang") == "fr"


def test_a_threat_brings_the_helpline_in_the_same_turn(young: Page) -> None:
    write(young, THREAT)
    call = young.get_by_role("log").get_by_role("link", name="Appeler le 116 000 Belgique")
    expect(call).to_be_in_viewport()
    expect(call).to_have_attribute("href", "tel:116000")
    expect(young.get_by_role("log")).to_contain_text("Si je comprends bien")


def test_a_link_out_is_announced_and_tells_nothing(young: Page) -> None:
    write(young, THREAT)
    link = young.get_by_role("log").get_by_role("link", name="Ouvre childfocus.be")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


def test_pressed_buttons_and_old_ones_cannot_be_pressed_again(young: Page) -> None:
    young.get_by_role("button", name="C'est pour un pote").click()
    expect(young.locator("#log .choices").first.get_by_role("button").first).to_be_disabled()
    expect(young.locator(".own .bubble")).to_have_text("C'est pour un pote")
    expect(young.locator("#log .choices").last.get_by_role("button").first).to_be_enabled()


def test_help_is_always_there(young: Page) -> None:
    young.get_by_role("button", name="Aide", exact=True).click()
    expect(young.get_by_role("log").get_by_role("link", name="Appeler")).to_be_visible()


def test_the_numbers_are_there_before_anything_is_said(young: Page) -> None:
    young.get_by_text("Numéros à appeler").click()
    expect(young.get_by_role("link", name="Appeler le 116 000")).to_be_visible()


def test_everything_works_by_keyboard_alone(young: Page, site: Site) -> None:
    order = []
    for _ in range(3):
        young.keyboard.press("Tab")
        order.append(young.evaluate("document.activeElement.textContent.trim()"))
    assert order == ["Quitter", "Aller à la zone pour écrire", "English"]
    young.keyboard.press("Shift+Tab")
    young.keyboard.press("Enter")
    young.keyboard.type("salut")
    young.keyboard.press("Enter")
    expect(young.get_by_role("log")).to_contain_text("D'accord. Je continue.")
    assert site.bot.heard[-1].text == "salut"


def test_after_a_pressed_button_the_next_ones_follow(young: Page) -> None:
    young.get_by_role("button", name="Juste curieux").focus()
    young.keyboard.press("Enter")
    expect(young.get_by_role("log")).to_contain_text("D'accord. Je continue.")
    young.keyboard.press("Tab")
    expect(young.locator("#log .choices").last.get_by_role("button").first).to_be_focused()


def test_a_line_break_does_not_send(young: Page, site: Site) -> None:
    young.get_by_label("Ton message").fill("un")
    young.keyboard.press("Shift+Enter")
    young.keyboard.type("deux")
    young.keyboard.press("Enter")
    expect(young.get_by_role("log")).to_contain_text("D'accord")
    assert site.bot.heard[-1].text == "un\ndeux"


def test_what_is_written_is_never_markup(young: Page) -> None:
    write(young, "<img src=x onerror=alert(1)>")
    expect(young.locator(".own .bubble")).to_have_text("<img src=x onerror=alert(1)>")
    assert young.locator("#log img").count() == 0


def test_a_pasted_picture_is_never_sent(young: Page, site: Site) -> None:
    young.evaluate(PASTE)
    expect(young.get_by_role("log")).to_contain_text("Je ne prends pas d'images")
    assert site.bot.heard[-1].media == "image"


PASTE = """() => {
  const files = new DataTransfer();
  files.items.add(new File(["secret"], "me.png", { type: "image/png" }));
  document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: files, bubbles: true }));
}"""


def test_without_a_connection_messages_wait_and_go_in_order(young: Page, site: Site) -> None:
    young.context.set_offline(True)
    write(young, "un")
    write(young, "deux")
    expect(young.get_by_role("status")).to_contain_text("Pas de connexion")
    expect(young.get_by_role("log").get_by_role("link", name="Appeler le 116 000")).to_be_visible()
    young.context.set_offline(False)
    expect(young.get_by_role("status")).to_be_empty()
    assert [heard.text for heard in site.bot.heard if heard.text] == ["un", "deux"]


def test_help_does_not_wait_behind_what_does_not_get_through(young: Page) -> None:
    young.context.set_offline(True)
    write(young, "un")
    expect(young.locator("#log .card")).to_have_count(1)
    young.get_by_role("button", name="Aide", exact=True).click()
    expect(young.locator("#log .card")).to_have_count(2)
    expect(young.locator("#log .card").last).to_be_in_viewport()


def test_a_lost_answer_is_fetched_again_without_a_second_effect(young: Page, site: Site) -> None:
    lost: list[str] = []

    def lose_one(route: Route) -> None:
        answer = route.fetch()
        lost.append(answer.text())
        route.abort() if len(lost) == 1 else route.fulfill(response=answer)

    young.route("**/say", lose_one)
    write(young, "salut")
    expect(young.get_by_role("log")).to_contain_text("D'accord")
    young.wait_for_timeout(1_500)
    assert bubbles(young, "D'accord") == 1
    assert len(site.bot.heard) == 2
    assert lost[0] == lost[1]


def test_without_the_store_there_are_helplines_and_the_message_goes_later(
    young: Page, site: Site
) -> None:
    site.bot.broken = True
    young.clock.install()
    write(young, "salut")
    expect(young.get_by_role("log")).to_contain_text("Ton message n'est pas passé")
    expect(young.get_by_role("log").get_by_role("link", name="Appeler le 116 000")).to_be_visible()
    site.bot.broken = False
    young.clock.fast_forward(6_000)
    expect(young.get_by_role("log")).to_contain_text("D'accord")
    assert [heard.text for heard in site.bot.heard if heard.text] == ["salut"]


def test_what_comes_by_itself_is_shown_once_however_often_the_stream_is_cut(
    young: Page, site: Site
) -> None:
    young.clock.install()
    for number in range(8):
        site.cut_streams()
        site.push(f"numéro {number}.")
        young.clock.fast_forward(2_000)
        expect(young.get_by_text(f"numéro {number}.")).to_be_visible()
    assert bubbles(young, "numéro") == 8


def test_where_streams_are_held_back_the_page_asks(open_page: Opening, site: Site) -> None:
    page = open_page("/static/icon.svg")
    page.clock.install()
    page.route("**/stream*", lambda route: None)
    page.goto(site.url)
    page.get_by_role("button", name="Juste curieux").wait_for()
    with page.expect_response("**/replies*"):
        page.clock.fast_forward(9_000)
    site.push("par une question.")
    page.clock.fast_forward(6_000)
    expect(page.get_by_text("par une question.")).to_be_visible()


def test_a_page_loaded_again_shows_the_last_turn_once(young: Page) -> None:
    write(young, "salut")
    expect(young.get_by_role("log")).to_contain_text("D'accord")
    young.reload()
    expect(young.get_by_role("log")).to_contain_text("D'accord")
    young.wait_for_timeout(300)
    assert bubbles(young, "D'accord") == 1
    assert young.locator(".own").count() == 0


def test_a_conversation_that_began_anew_is_shown_from_its_beginning(
    young: Page, site: Site
) -> None:
    write(young, "salut")
    expect(young.get_by_role("log")).to_contain_text("D'accord")
    site.bot.talks.clear()
    write(young, THREAT)
    expect(young.get_by_role("log")).to_contain_text("Si je comprends bien")


def test_after_half_an_hour_the_page_shows_nothing_of_the_talk(open_page: Opening) -> None:
    page = open_page("/static/icon.svg")
    page.clock.install()
    page.goto("/".join(page.url.split("/")[:3]))
    write(page, THREAT)
    expect(page.get_by_role("log")).to_contain_text("Si je comprends bien")
    page.clock.fast_forward(31 * 60_000)
    expect(page.get_by_role("log")).to_have_text(re.compile(r"^\s*Continuer\s*$"))
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("button", name="Continuer")).to_have_count(0)


def test_another_language_before_the_first_word_begins_anew(young: Page, site: Site) -> None:
    young.get_by_role("link", name="English").click()
    expect(young.locator("html")).to_have_attribute("lang", "en")
    expect(young.get_by_role("button", name="Leave now")).to_be_visible()
    young.get_by_role("button", name="Juste curieux").wait_for()
    assert len(site.bot.talks) == 1
    assert site.bot.heard[-1].language_hint == "en"


def test_another_language_in_a_talk_goes_on_in_it(young: Page, site: Site) -> None:
    write(young, "bonjour")
    young.get_by_role("link", name="English").click()
    expect(young.get_by_role("button", name="Leave now")).to_be_visible()
    assert site.bot.heard[-1].choice == "/SetSlots(language_choice=en)"
    assert young.locator(".own .bubble").all_text_contents() == ["bonjour", "English"]
    expect(young.get_by_role("link", name="Français")).to_be_visible()


def test_a_script_that_fails_leaves_the_plain_page(open_page: Opening, site: Site) -> None:
    page = open_page("/static/icon.svg")
    page.route("**/talk.js", lambda route: route.abort())
    page.goto(site.url)
    page.get_by_role("button", name="Commencer un chat").click()
    page.get_by_role("button", name="Juste curieux").click()
    expect(page.get_by_role("log")).to_contain_text("D'accord. Je continue.")
