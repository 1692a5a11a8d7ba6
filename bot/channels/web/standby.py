"""The page that a proxy shows while no bot answers behind it: numbers in every language.

It is made ahead and without a clock, so it says of no line that it is open now. It needs no script,
no store and no server of ours.
"""

from collections.abc import Sequence
from pathlib import Path

from bot.channels.web.page import Words
from bot.channels.web.rendering import direction, the_rendering
from bot.dialogue.cards import last_resort
from bot.domain.library import Library

_WORDS = (
    "utter_page_title",
    "utter_page_leave",
    "utter_page_numbers",
    "utter_page_standby",
    "utter_page_carry_on",
    "utter_card_call_button",
)
STYLE = "page.css"


def write_standby(
    folder: Path, *, library: Library, countries: Sequence[str], words: Words, neutral_site: str
) -> None:
    """Writes `index.html` and its style into the folder, which is made where it is missing."""
    rendering = the_rendering()
    sections = [
        {
            "language": language,
            "direction": direction(words(language, "utter_page_language_name")),
            "words": {_short(name): words(language, name) for name in _WORDS},
            "cards": [last_resort(library, country, language) for country in countries],
        }
        for language in library.languages
    ]
    folder.mkdir(parents=True, exist_ok=True)
    page = rendering.standby(sections=sections, neutral_site=neutral_site)
    (folder / "index.html").write_text(page, encoding="utf-8")
    (folder / STYLE).write_bytes(rendering.files[STYLE][0])


def _short(name: str) -> str:
    return name.removeprefix("utter_page_").removeprefix("utter_card_")
