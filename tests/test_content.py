"""What ships passes every check: no error, and no warning that nobody knows of."""

import re
from pathlib import Path

from bot.editor.checking import everything
from tests.shipped import SHIPPED, shipped

pytestmark = SHIPPED
ROOT = Path(__file__).resolve().parent.parent


def test_what_ships_has_no_error() -> None:
    errors = [str(problem) for problem in everything(ROOT) if problem.error]
    assert not errors, "\n".join(errors)


def test_every_text_of_the_page_is_there_in_every_language() -> None:
    pages = (ROOT / "bot" / "channels").rglob("*")
    sources = (path.read_text("utf-8") for path in pages if path.suffix in (".py", ".html", ".js"))
    named = {name for source in sources for name in re.findall(r"utter_page_[a-z_]*[a-z]", source)}
    library = shipped().library
    for language in library.languages:
        assert named <= set(library.responses[language])
