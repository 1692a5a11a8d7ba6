"""The countries that are served."""

import pytest

from bot.content.countries import countries_from
from bot.content.reading import parse
from bot.domain.errors import WrongShape
from tests.content.shipped import COUNTRIES


def test_countries_are_named_in_four_languages() -> None:
    assert COUNTRIES.languages == ("de", "en", "fr", "nl")
    assert COUNTRIES.names_in("nl")["BE"] == "België"
    assert COUNTRIES.served == ("BE", "LU", "FR")


def test_countries_without_a_served_one_are_refused() -> None:
    with pytest.raises(WrongShape, match=r"countries.yml:1:9: `served`"):
        countries_from(parse("served: []\nnames: {}\ntimezone: {}\n", "countries.yml"))
