"""The helplines and countries that are shipped, read once."""

from pathlib import Path

from bot.content.countries import countries_from
from bot.content.helplines import read_helplines
from bot.content.reading import read

ROOT = Path(__file__).parents[2]
LINES = read_helplines(ROOT / "content" / "helplines")
BY_ID = {line.id: line for line in LINES}
COUNTRIES = countries_from(read(ROOT / "content" / "countries.yml", ROOT))
