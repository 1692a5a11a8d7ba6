"""docs/helplines.md tells of every field and kind, and its example is one that is taken."""

import re

import pytest

from bot.content.checks.helplines import check
from bot.content.helpline_schema import HelplineShape, HoursShape
from bot.content.helplines import helplines_from
from bot.content.reading import parse
from bot.domain.helpline import HelplineKind
from tests.content.shipped import BY_ID, COUNTRIES, LINES, ROOT
from tests.content.test_helplines_check import TODAY

PAGE = (ROOT / "docs" / "helplines.md").read_text("utf-8")
FIELDS = [part.alias or name for name, part in HelplineShape.model_fields.items()]


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_is_explained(field: str) -> None:
    assert f"`{field}`" in PAGE or f"`{field}:" in PAGE or f"  {field}:" in PAGE


@pytest.mark.parametrize("field", HoursShape.model_fields)
def test_every_word_of_hours_is_explained(field: str) -> None:
    assert f"`{field}:" in PAGE


@pytest.mark.parametrize("kind", HelplineKind)
def test_every_kind_is_explained(kind: str) -> None:
    assert f"| `{kind}` |" in PAGE


def test_the_example_is_the_record_that_is_shipped() -> None:
    example = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert example
    (line,) = helplines_from(parse(example[1], "example.yml"))
    others = [other for other in LINES if other.id != line.id]
    assert [str(it) for it in check([line, *others], COUNTRIES, None, TODAY) if it.error] == []
    assert (line.number, line.hours) == (BY_ID[line.id].number, BY_ID[line.id].hours)
