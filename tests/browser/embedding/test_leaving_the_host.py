"""Leaving from another site: from the frame and from around it, and that site goes along."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.embedding.conftest import Hosted, Visiting, say_threat

pytestmark = pytest.mark.browser


def button_outside(page: Page) -> None:
    """The loader's own button."""
    page.get_by_role("dialog").get_by_role("button", name="Quitter").click()


def button_inside(page: Page) -> None:
    """The page's own button, where a keyboard finds it."""
    page.frames[1].locator("#leave button").focus()
    page.keyboard.press("Enter")


def shift_outside(page: Page) -> None:
    """By keyboard, on the loader."""
    page.get_by_role("dialog").get_by_role("button", name="Réduire").focus()
    for _ in range(3):
        page.keyboard.press("Shift")


def shift_inside(page: Page) -> None:
    """By keyboard, where one writes."""
    page.frames[1].get_by_label("Ton message").focus()
    for _ in range(3):
        page.keyboard.press("Shift")


def has_left(page: Page, neutral: str) -> None:
    """Both the frame and the loader lead away; which of the two comes first is all the same."""
    expect(page).to_have_url(neutral, timeout=30_000)
    page.wait_for_load_state()


WAYS = (button_outside, button_inside, shift_outside, shift_inside)
Leaving = Callable[[Page], None]


@pytest.mark.parametrize(
    "path",
    ["/plain", *(pytest.param(path, marks=pytest.mark.long) for path in ("/spying", "/lax"))],
)
@pytest.mark.parametrize("leave", WAYS, ids=lambda way: way.__name__)
def test_every_way_takes_the_other_site_along_and_erases(
    visit: Visiting, hosted: Hosted, leave: Leaving, path: str
) -> None:
    page = visit(path)
    say_threat(page)
    page.on("dialog", lambda dialog: dialog.accept())
    leave(page)
    has_left(page, hosted.ours.neutral)
    hosted.ours.wait_until_left(page)
    assert len(hosted.ours.bot.left) == 1
    assert not hosted.ours.bot.talks


@pytest.mark.parametrize("leave", WAYS, ids=lambda way: way.__name__)
def test_no_are_you_sure_of_the_other_site_comes_between(
    visit: Visiting, hosted: Hosted, leave: Leaving
) -> None:
    page = visit()
    say_threat(page)
    asked: list[str] = []

    def accept(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", accept)
    leave(page)
    has_left(page, hosted.ours.neutral)
    assert asked == []


@pytest.mark.parametrize("leave", WAYS, ids=lambda way: way.__name__)
def test_back_shows_neither_the_talk_nor_the_other_site(
    visit: Visiting, hosted: Hosted, leave: Leaving
) -> None:
    page = visit()
    say_threat(page)
    leave(page)
    has_left(page, hosted.ours.neutral)
    page.go_back()
    assert page.url == "about:blank"


PRESSED = """() => {
  const hosts = [...document.documentElement.children].filter((each) => each.shadowRoot);
  hosts[0].shadowRoot.querySelector("button.leave").click();
  return [document.title, getComputedStyle(document.documentElement).display];
}"""
FRAMED = """(src) => document.body.replaceChildren(
  Object.assign(document.createElement("iframe"), { src, width: 400, height: 600 }))"""


def test_the_other_site_is_blank_before_the_next_one_comes(visit: Visiting, hosted: Hosted) -> None:
    page = visit()
    say_threat(page)
    assert page.evaluate(PRESSED) == ["", "none"]
    has_left(page, hosted.ours.neutral)


def test_coming_back_to_the_other_site_begins_anew(visit: Visiting, hosted: Hosted) -> None:
    page = visit()
    say_threat(page)
    button_outside(page)
    has_left(page, hosted.ours.neutral)
    page.goto(hosted.url + "/plain")
    page.get_by_role("button", name="Ouvrir le chat").click()
    page.frame_locator("iframe").get_by_role("button", name="Juste curieux").wait_for()
    assert len({inbound.address for inbound in hosted.ours.bot.heard}) == 2


def test_a_frame_without_the_loader_takes_the_site_along_by_itself(
    visit: Visiting, hosted: Hosted
) -> None:
    page = visit()
    page.evaluate(FRAMED, hosted.ours.url)
    page.frame_locator("iframe").get_by_role("button", name="Quitter").click()
    has_left(page, hosted.ours.neutral)


def test_a_loader_that_does_nothing_holds_nobody_back(visit: Visiting, hosted: Hosted) -> None:
    page = visit("/spying")
    say_threat(page)
    page.evaluate("addEventListener('message', (each) => each.stopImmediatePropagation(), true)")
    page.on("dialog", lambda dialog: dialog.accept())
    shift_inside(page)
    has_left(page, hosted.ours.neutral)
