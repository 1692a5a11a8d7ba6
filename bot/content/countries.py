"""Reads which countries are served, and their names, clocks and calendars."""

from typing import Annotated

from pydantic import Field

from bot.content.helpline_schema import COUNTRY, Words
from bot.content.reading import Document
from bot.content.shaping import Shape, shape
from bot.domain.country import Countries

Code = Annotated[str, Field(pattern=COUNTRY)]


class CountriesShape(Shape):
    """`content/countries.yml`."""

    served: list[Code] = Field(min_length=1, description="in the order they are offered")
    names: dict[Code, Words] = Field(description="each country's name in every language")
    aliases: dict[str, list[str]] = Field(
        {}, description="other names and large cities, by country; `other` for those not served"
    )
    not_here: list[str] = Field(
        [], description="a country named beside one of these words is not where they are"
    )
    timezone: dict[Code, str] = Field(description="such as Europe/Brussels")
    holidays: dict[Code, str] = Field({}, description="whose calendar of public holidays counts")


def countries_from(document: Document) -> Countries:
    """The countries of that file; raises WrongShape with the place and what to write instead."""
    return countries_of(shape(document, CountriesShape))


def countries_of(form: CountriesShape) -> Countries:
    """The countries of a file that has the documented form."""
    return Countries(
        served=tuple(form.served),
        names=form.names,
        timezones=form.timezone,
        holidays=form.holidays,
        aliases={code: tuple(names) for code, names in form.aliases.items()},
        not_here=tuple(form.not_here),
    )
