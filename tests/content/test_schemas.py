"""What editors' programs complete is what the loader takes."""

from pathlib import Path

import pytest

from bot.content.schemas import FORMS, as_text, schema_of

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "schemas"


@pytest.mark.parametrize("name", FORMS)
def test_the_written_schema_is_the_shape_of_today(name: str) -> None:
    # Out of step? `./run check --write-schemas` writes them again.
    assert (FOLDER / f"{name}.json").read_text("utf-8") == as_text(name)


def test_no_schema_is_left_over() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(FORMS)


def test_a_step_is_completed_with_its_own_keys_only() -> None:
    collect = schema_of("flows")["$defs"]["CollectStep"]
    assert collect["additionalProperties"] is False
    assert {"collect", "utter", "rejections", "id", "next"} <= set(collect["properties"])
