"""Everything is usable, or nothing is taken; and the same files always have the same name."""

import shutil
from pathlib import Path

import pytest

from bot.content.loader import fingerprint, load, load_all, load_examples, read_content
from bot.domain.errors import ContentError, UnreadableFile
from bot.text.normalising import plain
from tests.content.laying import WORLD, changed


def test_the_world_is_loaded_whole() -> None:
    library = load(WORLD)
    assert library.languages == ("en", "fr")
    assert library.flow_for("learn_kindness") is library.flows["kindness"]
    assert library.country_names["fr"]["BE"] == "Belgique"
    assert next(line.id for line in library.helplines_of("BE")) == "be-112"


def test_words_are_kept_as_messages_are_compared() -> None:
    assert load(WORLD).words["en"]["not_that"] == {plain("That's not it!")}


def test_examples_are_read_by_language_and_intent() -> None:
    assert load_examples(WORLD)["en"]["learn_kindness"] == ("how to be kind",)


def test_a_folder_without_content_says_what_is_missing(tmp_path: Path) -> None:
    library, problems = load_all(tmp_path)
    assert library is None
    assert {str(problem.place) for problem in problems} >= {
        "content/policy.yml",
        "nlu_data/domain.yml",
    }


def test_mistakes_in_several_files_are_told_together_in_order(tmp_path: Path) -> None:
    root = changed(tmp_path, "flows/kindness.yml", "collect: ", "collet: ")
    (root / "content/policy.yml").write_text("policy: 3\n")
    _, problems = load_all(root)
    assert [problem.place.file for problem in problems] == [
        "content/policy.yml",
        "flows/kindness.yml",
    ]
    with pytest.raises(ContentError, match=r"content/policy\.yml:1:9"):
        load(root)


def test_a_folder_in_the_place_of_a_file_is_explained(tmp_path: Path) -> None:
    root = shutil.copytree(WORLD, tmp_path, dirs_exist_ok=True)
    (root / "content/policy.yml").unlink()
    (root / "content/policy.yml").mkdir()
    with pytest.raises(UnreadableFile, match="cannot be opened"):
        load(root)


def test_the_release_changes_with_any_byte(tmp_path: Path) -> None:
    root = changed(tmp_path, "content/words/en.yml", '"menu"', '"the menu"')
    assert fingerprint(root) != fingerprint(WORLD) == load(WORLD).release


def test_a_live_library_does_without_what_only_checks_need() -> None:
    loaded, _ = read_content(WORLD, to_check=False)
    assert loaded is not None
    assert loaded.talks is None
    assert loaded.house_words.terms == ()


def test_editors_copies_are_passed_over(tmp_path: Path) -> None:
    root = shutil.copytree(WORLD, tmp_path, dirs_exist_ok=True)
    (root / "flows/.kindness.yml.swp.yml").write_text("not: a flow\n")
    (root / "flows/#kindness.yml").write_text("not: a flow\n")
    assert load(root).flows
