"""The house's rules about words, written by people: terms to avoid, what blames, what speaks of a
desk.

`content/terminology.tsv` (with its source beside each term), `content/terminology_allow.yml`,
`content/blame.yml` and `content/mentions.yml`. They serve the check alone; nothing of them is
needed to talk.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from bot.content.conditions import compile_expression
from bot.content.reading import Document, decode
from bot.content.schema import Identifier
from bot.content.shaping import Shape, listed
from bot.dialogue.conditions import Search
from bot.domain.errors import ContentError, Place, UnreadableFile, WrongShape

COLUMNS = ("lang", "term", "status", "preferred", "note", "source")
STATUSES = ("avoid", "care", "ok")
_SUFFIXES = {
    "en": "(?:s|es|'s|d|ed|ing)?",
    "fr": "(?:s|e|es|x)?",
    "nl": "(?:s|e|en|'s)?",
    "de": "(?:s|e|n|en|er|es)?",
}


@dataclass(frozen=True, slots=True)
class Term:
    """A term and what to say instead."""

    language: str
    term: str
    status: str
    preferred: str
    source: str
    place: Place
    form: str
    """Finds the term as a whole word, with the simple endings of its language."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """A term that one flow may use, and the reason."""

    term: str
    flow: str
    reason: str
    place: Place


@dataclass(frozen=True, slots=True)
class Saying:
    """A kind of sentence that is not said, by language."""

    kind: str
    instead: str
    forms: Mapping[str, Search]


@dataclass(frozen=True, slots=True)
class HouseWords:
    """All of it."""

    terms: tuple[Term, ...] = ()
    allowed: tuple[Allowance, ...] = ()
    blame: tuple[Saying, ...] = ()
    mentions: Mapping[str, Mapping[str, Search]] = field(default_factory=dict)
    """What it is about (`desk`, `family`, `outside_adult`, `topic`) → language → finds it."""

    def speaks_of(self, subject: str, language: str, text: str) -> bool:
        """Whether the text speaks of that."""
        search = self.mentions.get(subject, {}).get(language)
        return bool(search and search(text.replace("’", "'")))


class AllowanceShape(Shape):
    """- {term: loverboy, flow: exploitation, reason: the word people search for, explained once}"""

    term: Annotated[str, Field(min_length=1)]
    flow: Identifier
    reason: Annotated[str, Field(min_length=10)]


class AllowFile(Shape):
    """content/terminology_allow.yml"""

    allow: list[AllowanceShape]


Phrases = dict[
    Annotated[str, Field(pattern=r"^[a-z]{2}$")], Annotated[list[str], Field(min_length=1)]
]


class SayingShape(Shape):
    """One kind of sentence, with its patterns (google-re2) for each language."""

    kind: Identifier
    instead: Annotated[str, Field(min_length=1)]
    patterns: Phrases


class BlameFile(Shape):
    """content/blame.yml"""

    blame: list[SayingShape]


class MentionsFile(Shape):
    """content/mentions.yml: words that show what a text speaks of."""

    mentions: dict[Literal["desk", "family", "outside_adult", "topic"], Phrases]


def terms_in(path: Path, root: Path, problems: list[ContentError]) -> tuple[Term, ...]:
    """The terms of `content/terminology.tsv`; what is wrong with a line is added to `problems`."""
    file = path.relative_to(root).as_posix()
    try:
        lines = decode(path.read_bytes(), file).splitlines()
    except UnreadableFile as problem:
        problems.append(problem)
        return ()
    if not lines or tuple(lines[0].split("\t")) != COLUMNS:
        message = f"the first line names the columns, with tabs between: {' '.join(COLUMNS)}"
        problems.append(WrongShape(Place(file, 1, 1), message))
        return ()
    found = (
        _term(line, Place(file, number, 1), problems) for number, line in enumerate(lines[1:], 2)
    )
    return tuple(term for term in found if term)


def _term(line: str, place: Place, problems: list[ContentError]) -> Term | None:
    if not line.strip():
        return None
    cells = line.split("\t")
    if len(cells) != len(COLUMNS):
        problems.append(
            WrongShape(
                place, f"{len(cells)} columns, not {len(COLUMNS)}: put one tab between columns"
            )
        )
        return None
    language, term, status, preferred, _, source = (cell.strip() for cell in cells)
    if status not in STATUSES:
        problems.append(WrongShape(place, f"`{status}` is not a status: write {listed(STATUSES)}"))
        return None
    if not term or not source:
        problems.append(WrongShape(place, "a term needs its words and a source"))
        return None
    return Term(language, term, status, preferred, source, place, _form(term, language))


def _form(term: str, language: str) -> str:
    suffix = _SUFFIXES.get(language, "")
    words = (re.escape(word) + suffix for word in term.replace("’", "'").split())
    return rf"\b{'[ -]'.join(words)}\b"


def allowances_in(document: Document, file: AllowFile) -> tuple[Allowance, ...]:
    """Which terms may stand where."""
    return tuple(
        Allowance(shape.term, shape.flow, shape.reason, document.place("allow", number))
        for number, shape in enumerate(file.allow)
    )


def sayings_in(
    document: Document, file: BlameFile, problems: list[ContentError]
) -> tuple[Saying, ...]:
    """The kinds of sentences that are not said."""
    return tuple(
        Saying(
            shape.kind,
            shape.instead,
            _searches(document, ("blame", number, "patterns"), shape.patterns, problems),
        )
        for number, shape in enumerate(file.blame)
    )


def mentions_in(
    document: Document, file: MentionsFile, problems: list[ContentError]
) -> dict[str, Mapping[str, Search]]:
    """What shows that a text speaks of something."""
    return {
        subject: _searches(document, ("mentions", subject), phrases, problems)
        for subject, phrases in file.mentions.items()
    }


def _searches(
    document: Document,
    path: Sequence[str | int],
    phrases: Mapping[str, Sequence[str]],
    problems: list[ContentError],
) -> dict[str, Search]:
    found: dict[str, Search] = {}
    for language, patterns in phrases.items():
        try:
            found[language] = _joined(patterns)
        except ValueError:
            number, reason = _faulty(patterns)
            place = document.place(*path, language, number)
            problems.append(WrongShape(place, f"this pattern cannot be used: {reason}"))
    return found


def _joined(patterns: Sequence[str]) -> Search:
    # Letters with accents are no word letters to re2, so the ends of words are named here.
    expression = rf"(?i)(?:^|[^\pL])(?:{'|'.join(patterns)})(?:$|[^\pL])"
    return compile_expression(expression, longest=100_000)


def _faulty(patterns: Sequence[str]) -> tuple[int, str]:
    """Which of the patterns cannot be compiled, and why."""
    for number, pattern in enumerate(patterns):
        try:
            compile_expression(pattern)
        except ValueError as fault:
            return number, str(fault)
    return 0, "together they are too long"
