"""For everybody: screen readers, keyboards, small screens, big letters, dark rooms."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opening, Site
from tests.browser.test_talk import THREAT, write

pytestmark = pytest.mark.browser

SCHEMES: tuple[dict[str, Any], ...] = (
    {"color_scheme": "light"},
    {"color_scheme": "dark"},
    {"forced_colors": "active", "reduced_motion": "reduce"},
)
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
SMALL_TARGETS = """[...document.querySelectorAll("button, a, summary, textarea")]
  .filter((each) => each.checkVisibility() && !each.classList.contains("skip"))
  .filter((each) => each.offsetHeight < 24 || each.offsetWidth < 24)
  .map((each) => each.outerHTML)"""


def start(page: Page, site: Site) -> None:
    """Nothing said yet."""
    page.get_by_role("button", name="Juste curieux").wait_for()


def card(page: Page, site: Site) -> None:
    """A helpline card and everything that unfolds."""
    start(page, site)
    page.get_by_text("Numéros à appeler").click()
    page.get_by_text("À propos de cette page").click()
    write(page, THREAT)
    page.get_by_role("button", name="C'est pas ça").wait_for()


def broken(page: Page, site: Site) -> None:
    """A message that waits."""
    start(page, site)
    site.bot.broken = True
    write(page, "salut")
    page.locator("#log .card").wait_for()


def plain(page: Page, site: Site) -> None:
    """The page as plain HTML shows it."""
    page.route("**/*.js", lambda route: route.abort())
    page.goto(site.url)
    page.get_by_label("Ton message").fill(THREAT)
    page.get_by_role("button", name="Envoyer").click()
    page.get_by_role("button", name="C'est pas ça").wait_for()


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: next(iter(scheme.values())))
@pytest.mark.parametrize("state", [start, card, broken, plain], ids=lambda state: state.__name__)
def test_axe_finds_nothing_serious(
    open_page: Opening, site: Site, state: Callable[[Page, Site], None], scheme: dict[str, Any]
) -> None:
    page = open_page(viewport={"width": 360, "height": 740}, **scheme)
    state(page, site)
    page.wait_for_timeout(300)  # what appears is see-through for a moment
    found = Axe().run(page).response["violations"]
    serious = [each for each in found if each["impact"] in ("serious", "critical")]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in serious] == []


@pytest.mark.parametrize("size", [(320, 640), (320, 256), (1280, 800)])
def test_nothing_has_to_be_scrolled_sideways(
    open_page: Opening, site: Site, size: tuple[int, int]
) -> None:
    page = open_page(viewport={"width": size[0], "height": size[1]})
    card(page, site)
    write(page, "unmotsansespaces" * 20)
    expect(page.locator(".own")).to_have_count(2)
    assert not page.evaluate(TOO_WIDE)


def test_at_four_hundred_percent_what_is_said_is_not_covered(
    open_page: Opening, site: Site
) -> None:
    page = open_page(viewport={"width": 320, "height": 256})
    card(page, site)
    header = page.locator("header").bounding_box()
    assert header
    assert header["height"] < 256 / 3
    assert page.evaluate("getComputedStyle(document.querySelector('footer')).position") == "static"
    expect(page.get_by_role("button", name="Quitter")).to_be_in_viewport()


def test_everything_to_press_is_big_enough(open_page: Opening, site: Site) -> None:
    page = open_page(viewport={"width": 320, "height": 640})
    card(page, site)
    assert page.evaluate(SMALL_TARGETS) == []


def test_what_has_the_focus_is_never_covered(young: Page, site: Site) -> None:
    card(young, site)
    for _ in range(30):
        young.keyboard.press("Tab")
        covered = young.evaluate(COVERED)
        assert not covered, covered


COVERED = """() => {
  const element = document.activeElement;
  if (element === document.body) return "";
  const box = element.getBoundingClientRect();
  const at = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return element.contains(at) || (at && at.contains(element)) ? "" : element.outerHTML;
}"""


def test_new_replies_are_announced_politely(young: Page) -> None:
    log = young.get_by_role("log")
    expect(log).to_have_attribute("aria-live", "polite")
    expect(log).to_have_attribute("aria-label", "Conversation")


def test_every_bubble_says_its_language_and_who_speaks(young: Page) -> None:
    write(young, "salut")
    expect(young.locator(".own")).to_contain_text("Toi:")
    assert young.locator("#log .turn:not(.own):not([lang])").count() == 0


def test_right_to_left_needs_no_other_style(young: Page) -> None:
    young.evaluate("document.documentElement.dir = 'rtl'")
    leave = young.get_by_role("button", name="Quitter").bounding_box()
    assert leave
    assert leave["x"] < 100
    assert not young.evaluate(TOO_WIDE)
