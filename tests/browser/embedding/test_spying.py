"""What another organisation's site can see of a talk in the frame, spying as hard as it can."""

import re

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.browser.embedding.conftest import Hosted, Visiting, open_chat

pytestmark = pytest.mark.browser

TYPED = ("xylophone", "zut", "Zwiebel")
AROUND = {"Quitter"}
"""What the frame and the loader's own button both say."""
KEYS = ("keydown", "keyup", "keypress", "input", "beforeinput", "compositionstart", "paste")


@pytest.fixture(params=["/spying", "/lax"])
def spied(request: pytest.FixtureRequest, visit: Visiting) -> Page:
    """A site that spies, with and without a policy of its own."""
    return visit(request.param)


def talk(page: Page) -> Frame:
    """Writes, pastes, presses an answer and asks for help."""
    frame = open_chat(page)
    frame.get_by_label("Ton message").press_sequentially("xylophone zut", delay=5)
    page.keyboard.insert_text(" Zwiebel")
    page.keyboard.press("Enter")
    expect(frame.get_by_role("log")).to_contain_text("Je continue")
    frame.get_by_role("button", name="Un truc").last.click()
    frame.get_by_role("button", name="Aide", exact=True).click()
    frame.get_by_role("log").get_by_role("link", name="116 000").wait_for()
    return frame


def seen(page: Page) -> list[str]:
    """Everything that the spy found, so far and in a moment."""
    page.wait_for_timeout(300)
    found: list[str] = page.evaluate("[...saw]")
    assert len(found) > 20, "the spy did not work"
    return found


def said_in(frame: Frame) -> set[str]:
    """Every line that the frame shows, and its token."""
    shown = str(frame.locator("body").inner_text()).splitlines()
    lines = {line.strip() for line in shown if len(line.strip()) > 3}
    token = str(frame.evaluate("document.querySelector('input[name=token]').value"))
    return (lines | {token, *TYPED}) - AROUND


def test_no_word_no_reply_and_no_token_is_seen(spied: Page) -> None:
    said = said_in(talk(spied))
    found = "\n".join(seen(spied))
    assert len(said) > 15
    assert {line for line in said if line in found} == set()


def test_no_key_is_heard(spied: Page) -> None:
    talk(spied)
    assert [each for each in seen(spied) if each.split(":")[0].removeprefix("event ") in KEYS] == []


def test_the_spy_would_have_heard_a_key(spied: Page) -> None:
    spied.evaluate("document.body.replaceChildren(document.createElement('textarea'))")
    spied.evaluate("document.querySelector('textarea').focus()")
    spied.keyboard.type("xylophone")
    assert any("keydown" in each and '"x"' in each for each in seen(spied))


def test_the_only_word_from_the_frame_is_that_it_is_there(spied: Page, hosted: Hosted) -> None:
    talk(spied)
    heard = {each for each in seen(spied) if each.startswith("message: ")}
    assert heard == {f'message: ["{hosted.ours.url}","make-it-safe ready",0]'}


def test_the_frame_shows_a_site_nothing_of_itself(spied: Page, hosted: Hosted) -> None:
    talk(spied)
    spied.evaluate("saw.clear()")
    read = {each for each in seen(spied) if each.startswith(("read frame", "read src", "read co"))}
    assert read == {
        "read frame.closed: false",
        "read frame.length: 0",
        "read frame.parent: [object Window]",
        "read frame.opener: null",
        "read contentDocument: null",
        "read cookie: ",
        f"read src: {hosted.ours.url}/?lang=fr",
    }


def test_only_the_script_and_the_frame_are_measured(spied: Page, hosted: Hosted) -> None:
    talk(spied)
    found = "\n".join(seen(spied))
    measured = set(re.findall(rf'"name":"{hosted.ours.url}([^"]*)"', found))
    assert measured == {"/embed.js?lang=fr", "/?lang=fr"}


def test_a_site_reads_no_answer_of_our_server(visit: Visiting, hosted: Hosted) -> None:
    page = visit("/lax")
    assert page.evaluate("home => tryServer(home)", hosted.ours.url) == ["refused"]
    assert hosted.ours.bot.heard == []
    assert hosted.ours.bot.left == []


def test_odd_messages_to_the_frame_change_nothing(spied: Page, hosted: Hosted) -> None:
    frame = talk(spied)
    before = said_in(frame)
    assert spied.evaluate("tryFrame()") == "SecurityError"
    heard = {each for each in seen(spied) if each.startswith("message: ")}
    assert said_in(frame) == before
    assert heard == {f'message: ["{hosted.ours.url}","make-it-safe ready",0]'}
    assert hosted.ours.bot.left == []


SIBLING = """async (word) => {
  const sibling = document.body.appendChild(document.createElement("iframe"));
  sibling.src = "/lax";
  await new Promise((loaded) => { sibling.onload = loaded; });
  const chat = [...stolen.frames][0].contentWindow;
  const speak = sibling.contentWindow.Function("to", "word", "to.postMessage(word, '*')");
  speak(chat, word);
  speak(window, word);
  window.postMessage(word, "*");
}"""
"""Another frame speaks to the chat as the loader does, and to the loader as the chat does."""


@pytest.mark.parametrize("word", ["leave", "minimise", "hello"])
def test_the_right_words_from_the_wrong_window_change_nothing(
    visit: Visiting, hosted: Hosted, word: str
) -> None:
    page = visit("/lax")
    frame = talk(page)
    before = said_in(frame)
    page.evaluate(SIBLING, f"make-it-safe {word}")
    page.wait_for_timeout(500)
    assert said_in(frame) == before
    assert page.get_by_role("dialog").is_visible()
    assert hosted.ours.bot.left == []
