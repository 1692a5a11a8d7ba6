"""JSON Schemas of everything an editor writes, so that their editor completes keys and underlines
mistakes as they type.

Made from the shapes that the loader itself uses; `./run check --write-schemas` writes them to
`docs/schemas/`.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.content.countries import CountriesShape
from bot.content.helpline_schema import HelplinesShape
from bot.content.house_words import AllowFile, BlameFile, MentionsFile
from bot.content.project_schema import DomainFile, FlowMetaFile, NluFile, PolicyFile
from bot.content.risk_shapes import CategoryFile, ContextFile, ListsFile, SpellingFile
from bot.content.schema import FlowsFile
from bot.content.shaping import Shape
from bot.content.talks import TalkFile
from bot.content.text_schema import ResponsesFile, WordsFile

FORMS: Mapping[str, tuple[type[Shape], str]] = {
    "flows": (FlowsFile, "flows/*.yml"),
    "responses": (ResponsesFile, "content/[a-z][a-z]/*.yml"),
    "words": (WordsFile, "content/words/*.yml"),
    "flow_meta": (FlowMetaFile, "content/flow_meta.yml"),
    "policy": (PolicyFile, "content/policy.yml"),
    "helplines": (HelplinesShape, "content/helplines/*.yml"),
    "countries": (CountriesShape, "content/countries.yml"),
    "terminology_allow": (AllowFile, "content/terminology_allow.yml"),
    "blame": (BlameFile, "content/blame.yml"),
    "mentions": (MentionsFile, "content/mentions.yml"),
    "risk": (CategoryFile, "content/risk/*/[a-z]*.yml"),
    "risk_lists": (ListsFile, "content/risk/*/_lists.yml"),
    "risk_spelling": (SpellingFile, "content/risk/*/_spelling.yml"),
    "risk_context": (ContextFile, "content/risk/*/_context.yml"),
    "domain": (DomainFile, "nlu_data/domain.yml"),
    "nlu": (NluFile, "nlu_data/[a-z][a-z]/*.yml"),
    "talks": (TalkFile, "tests/talks/*.yml"),
}
"""Name → the shape, and the files that have it."""


def schema_of(name: str) -> dict[str, Any]:
    """The JSON Schema of one kind of file."""
    form, files = FORMS[name]
    schema = form.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": files,
    }


def as_text(name: str) -> str:
    """The same as it is written into a file."""
    return json.dumps(schema_of(name), indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def write_schemas(folder: Path) -> list[Path]:
    """Writes every schema into the folder; their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.json" for name in FORMS]
    for path in paths:
        path.write_text(as_text(path.stem), encoding="utf-8")
    return paths
