"""Leaving: at once, from anywhere, and nothing of the talk is left behind."""

import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser.conftest import Opening, Site
from tests.browser.test_talk import THREAT, write

pytestmark = pytest.mark.browser


@pytest.fixture
def talking(young: Page) -> Page:
    """In the middle of something nobody else should see."""
    write(young, THREAT)
    expect(young.get_by_role("log")).to_contain_text("Si je comprends bien")
    return young


def kept(page: Page) -> object:
    """What the browser keeps for this site."""
    return page.evaluate(
        """async () => [sessionStorage.length, localStorage.length, document.cookie,
        (await caches.keys()).length, (await indexedDB.databases()).length]"""
    )


def test_leaving_leads_to_the_neutral_site_and_erases(talking: Page, site: Site) -> None:
    talking.get_by_role("button", name="Quitter").click()
    talking.wait_for_url(site.neutral)
    site.wait_until_left(talking)
    assert len(site.bot.left) == 1
    assert not site.bot.talks


def test_back_shows_nothing_of_the_talk(talking: Page, site: Site) -> None:
    talking.get_by_role("button", name="Quitter").click()
    talking.wait_for_url(site.neutral)
    talking.go_back()
    assert "comprends" not in talking.content()
    assert site.url not in talking.url


def test_nothing_is_kept_in_the_browser(talking: Page, site: Site) -> None:
    talking.get_by_role("button", name="Quitter").click()
    talking.wait_for_url(site.neutral)
    talking.goto(site.url + "/static/icon.svg")
    assert kept(talking) == [0, 0, "", 0, 0]


def test_during_a_talk_only_a_token_is_kept(talking: Page) -> None:
    assert kept(talking) == [1, 0, "", 0, 0]
    assert len(str(talking.evaluate("sessionStorage.token"))) == 43


def test_three_times_shift_leaves(talking: Page, site: Site) -> None:
    talking.get_by_label("Ton message").focus()
    for _ in range(3):
        talking.keyboard.press("Shift")
    talking.wait_for_url(site.neutral)
    site.wait_until_left(talking)
    assert site.bot.left


def test_writing_in_capitals_does_not_leave(talking: Page, site: Site) -> None:
    talking.get_by_label("Ton message").focus()
    for letter in "ABCDE":
        talking.keyboard.press(f"Shift+{letter}")
    talking.wait_for_timeout(300)
    expect(talking.get_by_label("Ton message")).to_have_value("ABCDE")
    assert site.bot.left == []


def test_the_page_is_blank_before_the_next_one_comes(talking: Page, site: Site) -> None:
    left = "(leaveNow(), [document.body.textContent, document.title, sessionStorage.length])"
    assert talking.evaluate(left) == ["", "", 0]
    talking.wait_for_url(site.neutral)


def test_without_a_connection_the_page_is_gone_too(talking: Page, site: Site) -> None:
    talking.context.set_offline(True)
    with pytest.raises(Error, match="DISCONNECTED"), talking.expect_navigation():
        talking.get_by_role("button", name="Quitter").click()
    assert "comprends" not in talking.content()


def test_leaving_works_while_everything_else_is_broken(open_page: Opening, site: Site) -> None:
    page = open_page("/static/icon.svg")
    page.route("**/talk.js", lambda route: route.fulfill(body="syntax error("))
    page.goto(site.url)
    page.get_by_role("button", name="Quitter").click()
    page.wait_for_url(site.neutral)


def test_every_tab_of_the_page_leaves(talking: Page, site: Site) -> None:
    other = talking.context.new_page()
    other.goto(site.url)
    other.get_by_role("button", name="Juste curieux").wait_for()
    talking.get_by_role("button", name="Quitter").click()
    other.wait_for_url(site.neutral)
    site.wait_until_left(talking, 2)
    assert len(site.bot.left) == 2


def test_words_that_leave_do_what_the_button_does(talking: Page, site: Site) -> None:
    talking.get_by_role("button", name="C'est pas ça").evaluate("it => { it.value = '/leave' }")
    talking.get_by_role("button", name="C'est pas ça").click()
    talking.wait_for_url(site.neutral)
