"""Reads `nlu_data/<language>/<intent>.yml`: how young people say what they want to do."""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from bot.content.project_schema import NluFile
from bot.content.reading import files_under, read
from bot.content.shaping import shape


def read_intents(root: Path) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Language → intent → example sentences; raises ContentError at the first broken file."""
    found: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for path in files_under(root / "nlu_data", "*/*.yml"):
        form = shape(read(path, root), NluFile)
        for line in form.nlu:
            examples = (row.strip().removeprefix("-").strip() for row in line.examples.splitlines())
            found[path.parent.name][line.intent] = tuple(filter(None, examples))
    return found
