"""Every question is found by pressing buttons, in every setting that makes a difference."""

from pathlib import Path

from bot.content.checks.exploring import Seen, Setting, explore, explore_everywhere, settings_of
from bot.content.loaded import Loaded
from bot.content.loader import read_content
from tests.content.laying import WORLD, changed


def loaded_from(root: Path) -> Loaded:
    loaded, problems = read_content(root)
    assert loaded is not None, problems
    return loaded


def waits(seen: list[Seen]) -> set[tuple[str, str]]:
    found = (one.turn.conversation.wait for one in seen)
    return {(wait.flow, wait.step) for wait in found if wait}


def test_every_question_of_every_flow_is_reached() -> None:
    seen = explore(loaded_from(WORLD), Setting("en", "BE"))
    assert waits(seen) == {
        ("pattern_menu", "choose"),
        ("kindness", "ask"),
        ("blackmail", "ask"),
        ("danger", "ask"),
    }


def test_the_same_questions_are_asked_in_every_setting() -> None:
    loaded = loaded_from(WORLD)
    seen = explore_everywhere(loaded)
    first, *others = (
        waits([one for one in seen if one.setting == setting]) for setting in settings_of(loaded)
    )
    assert len(others) == 3
    assert all(other == first for other in others)


def test_channels_count_where_the_content_tells_them_apart(tmp_path: Path) -> None:
    root = changed(
        tmp_path,
        "content/en/kindness.yml",
        '    - text: "Good to hear."',
        '    - text: "Good to hear."\n    - {text: "Nice.", channel: telegram}',
    )
    channels = {setting.channel for setting in settings_of(loaded_from(root))}
    assert channels == {"web", "telegram", "terminal"}
    assert {setting.channel for setting in settings_of(loaded_from(WORLD))} == {"web"}
