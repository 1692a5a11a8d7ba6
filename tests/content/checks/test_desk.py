"""What is only said where a desk is staffed may speak of one."""

from pathlib import Path

import pytest

from bot.content.checking import check
from tests.content.laying import TODAY, changed

FLOW = "flows/kindness.yml"
TEXT = "content/en/kindness.yml"


@pytest.mark.parametrize(
    ("condition", "allowed"),
    [
        ("context.desk", True),
        ('context.desk and slots.kindness_answer = "yes"', True),
        ("context.desk = true", True),
        ("not not context.desk", True),
        ('context.desk or slots.kindness_answer = "yes"', False),
        ("not context.desk", False),
        ("context.desk is false", False),
    ],
)
def test_a_text_behind_a_desk_may_speak_of_it(
    condition: str, allowed: bool, tmp_path: Path
) -> None:
    root = changed(tmp_path, TEXT, "Good to hear.", "Our team will write back.")
    flow = root / FLOW
    flow.write_text(flow.read_text().replace('slots.kindness_answer = "yes"', condition, 1))
    families = {problem.family for problem in check(root, today=TODAY) if problem.error}
    assert ("no_desk" not in families) is allowed
