"""Reads `content/risk/<lang>/`: what editors wrote about how risk sounds, as values with their
places.

    category: extortion
    phrases:
      - level: urgent
        any_of: ["<he> threatens ... <post>"]
        find: ["he threatens to post it"]
        leave: ["he threatens to leave the team"]
"""

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path, PurePosixPath

from bot.content.reading import Document, Part, files_under, read
from bot.content.risk_shapes import CategoryFile, ContextFile, ListsFile, PhrasesShape, SpellingFile
from bot.content.shaping import shape
from bot.domain.errors import WrongShape
from bot.domain.risk import RiskCategory, RiskLevel, RiskSubject, SignalKind
from bot.domain.risk_words import LanguageRisk, RiskEntry, RiskWords, Written

FOLDER = "content/risk"
SHORTEST_FUZZY = 6


def read_risk(root: Path, language: str = "*") -> RiskWords:
    """What the files under `content/risk/` of that project say, of one language or of all.

    Raises UnreadableFile or WrongShape.
    """
    files = files_under(root / FOLDER, f"{language}/*.yml")
    return risk_words([read(path, root) for path in files])


def risk_words(documents: Iterable[Document]) -> RiskWords:
    """What these documents say; the folder of each names its language. Raises WrongShape with
    file, line and column.
    """
    ordered = sorted(documents, key=lambda document: document.file)
    return RiskWords(
        {
            language: _language(language, {PurePosixPath(one.file).name: one for one in files})
            for language, files in groupby(
                ordered, key=lambda one: PurePosixPath(one.file).parent.name
            )
        }
    )


def _language(language: str, files: dict[str, Document]) -> LanguageRisk:
    spelling = _spelling(files.pop("_spelling.yml", None))
    lists = _groups(files.pop("_lists.yml", None), ListsFile, "lists")
    context = _groups(files.pop("_context.yml", None), ContextFile, "context")
    return LanguageRisk(
        language=language,
        elides=spelling.elides,
        lists=lists,
        spelling=spelling.spelling,
        fuzzy=frozenset(spelling.fuzzy),
        context=context,
        entries=tuple(
            entry for document in files.values() for entry in _entries(language, document)
        ),
    )


def _spelling(document: Document | None) -> SpellingFile:
    if document is None:
        return SpellingFile()
    found = shape(document, SpellingFile)
    for index, word in enumerate(found.fuzzy):
        if len(word) < SHORTEST_FUZZY or not word.isalpha():
            raise WrongShape(
                document.place("fuzzy", index),
                f"`{word}` cannot be fuzzy: write one word of at least {SHORTEST_FUZZY} letters "
                "(a shorter one is one mistake away from too many others)",
            )
    for word in found.spelling:
        if " " in word:
            raise WrongShape(
                document.key_place("spelling", word),
                f"`{word}` is several words: one written word stands on the left",
            )
    return found


def _groups(
    document: Document | None, form: type[ListsFile] | type[ContextFile], key: str
) -> dict[str, tuple[Written, ...]]:
    if document is None:
        return {}
    groups: dict[str, list[str]] = getattr(shape(document, form), key)
    return {name: _written(document, texts, (key, name)) for name, texts in groups.items()}


def _entries(language: str, document: Document) -> list[RiskEntry]:
    found = shape(document, CategoryFile)
    name = PurePosixPath(document.file).stem
    if found.category != name:
        raise WrongShape(
            document.place("category"),
            f"the file is called {name}.yml: write `category: {name}`, or call it "
            f"{found.category}.yml",
        )
    return [
        _entry(document, phrases, index, f"{language}/{name}/{index + 1}")
        for index, phrases in enumerate(found.phrases)
    ]


def _entry(document: Document, phrases: PhrasesShape, index: int, trigger: str) -> RiskEntry:
    at: tuple[Part, ...] = ("phrases", index)
    return RiskEntry(
        trigger=trigger,
        category=RiskCategory(trigger.split("/")[1]),
        level=RiskLevel.named(phrases.level),
        kind=SignalKind(phrases.kind),
        subject=RiskSubject(phrases.subject) if phrases.subject else None,
        institution=phrases.institution,
        any_of=_written(document, phrases.any_of, (*at, "any_of")),
        find=_written(document, phrases.find, (*at, "find")),
        leave=_written(document, phrases.leave, (*at, "leave")),
        place=document.place(*at),
    )


def _written(document: Document, texts: list[str], path: tuple[Part, ...]) -> tuple[Written, ...]:
    return tuple(Written(text, document.place(*path, index)) for index, text in enumerate(texts))
