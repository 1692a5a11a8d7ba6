"""Reads everything that editors wrote into one library. Either all of it is usable, or none is
taken.

`load` stops at the first mistake, `load_all` and `read_content` collect every one, so that an
editor sees them together.
"""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bot.content.countries import CountriesShape, countries_of
from bot.content.flows import compile_flow
from bot.content.helpline_schema import HelplinesShape
from bot.content.helplines import lines_of
from bot.content.house_words import (
    AllowFile,
    BlameFile,
    HouseWords,
    MentionsFile,
    allowances_in,
    mentions_in,
    sayings_in,
    terms_in,
)
from bot.content.loaded import Loaded
from bot.content.project import examples_in, metas_in, policy_in, slots_in, wishes_in, words_in
from bot.content.project_schema import DomainFile, FlowMetaFile, NluFile, PolicyFile
from bot.content.reading import Document, files_under, read
from bot.content.responses import late_in, responses_in
from bot.content.schema import FlowsFile
from bot.content.shaping import AnyShape, shaped
from bot.content.talks import Talk, TalkFile, talk_of
from bot.content.text_schema import ResponsesFile, WordsFile
from bot.domain.country import Countries
from bot.domain.errors import ContentError, Place, UnreadableFile, WrongShape
from bot.domain.flow import Flow, FlowMeta, Slot
from bot.domain.helpline import Helpline
from bot.domain.library import Library, Response
from bot.domain.policy import Policy
from bot.text.normalising import plain

FOLDERS = ("flows", "content", "nlu_data")
"""What the content of a release consists of."""


def load(root: Path) -> Library:
    """The library in that folder; raises the first ContentError."""
    loaded, problems = read_content(root, to_check=False)
    if loaded is None:
        raise problems[0]
    return loaded.library


def load_all(root: Path) -> tuple[Library | None, list[ContentError]]:
    """The library, or None with every mistake in order of its place."""
    loaded, problems = read_content(root)
    return (loaded.library if loaded else None), problems


def read_content(root: Path, *, to_check: bool = True) -> tuple[Loaded | None, list[ContentError]]:
    """What was read, or None with every mistake in order of its place.

    `to_check`: with what only the check needs, the rules about words and the talks.
    """
    reading = _Reading(root)
    loaded = reading.all(to_check)
    problems = sorted(reading.problems, key=lambda problem: place_order(problem.place))
    return (None if problems else loaded), problems


def place_order(place: Place) -> tuple[str, int, int]:
    """In what order places are told: by file, from top to bottom."""
    return place.file, place.line, place.column


def fingerprint(root: Path) -> str:
    """A name for exactly these bytes in exactly these files."""
    digest = hashlib.sha256()
    for path in content_files(root):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def content_files(root: Path) -> list[Path]:
    """Every file of the content, in order of their names."""
    return [path for folder in FOLDERS for path in files_under(root / folder, "**/*.*")]


def load_examples(root: Path) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Language → intent → what young people write; raises the first ContentError."""
    reading = _Reading(root)
    examples = reading.examples()
    if reading.problems:
        raise reading.problems[0]
    return examples


class _Reading:
    """One pass over the folder, collecting values and mistakes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[ContentError] = []
        self._documents: dict[str, Document] = {}
        self._late: set[str] = set()
        self._files: dict[str, dict[str, str]] = {}
        self._example_places: dict[tuple[str, str], Place] = {}

    def all(self, to_check: bool) -> Loaded:
        """Everything that could be read; only whole when there is no problem."""
        metas = self._metas()
        flows = self._flows(metas)
        slots, intents = self._domain()
        responses = self._responses()
        examples = self.examples()
        countries = self._countries()
        library = Library(
            flows=flows,
            responses=responses,
            slots=slots,
            intents=frozenset(intents),
            helplines=self._helplines(),
            policy=self._policy(),
            words=self._words(),
            country_names={
                language: countries.names_in(language) for language in countries.languages
            },
            release=fingerprint(self.root),
            wishes=self._wishes(),
            places={plain(name): code for name, code in countries.places().items()},
            not_here=frozenset(plain(word) for word in countries.not_here),
        )
        return Loaded(
            root=self.root,
            library=library,
            late=frozenset(self._late),
            intents=intents,
            examples=examples,
            example_places=self._example_places,
            metas=self._meta_places(metas),
            files=self._files,
            countries=countries,
            talks=self._talks() if to_check else None,
            house_words=self._house_words() if to_check else HouseWords(),
            documents=self._documents,
        )

    def _metas(self) -> dict[str, FlowMeta]:
        document, file = self._one("content/flow_meta.yml", FlowMetaFile)
        return metas_in(file) if document and file else {}

    def _meta_places(self, metas: Iterable[str]) -> dict[str, Place]:
        document = self._documents.get("content/flow_meta.yml")
        return {id: document.key_place("flow_meta", id) for id in metas} if document else {}

    def _flows(self, metas: dict[str, FlowMeta]) -> dict[str, Flow]:
        found: dict[str, Flow] = {}
        for document, file in self._each("flows/*.yml", FlowsFile):
            for id, shape in file.flows.items():
                meta = metas.get(id, FlowMeta())
                flow = compile_flow(document, id, shape, meta, self.problems)
                self._once(found, id, flow, f"the flow `{id}`")
        if not found and not self.problems:
            self.problems.append(UnreadableFile(Place("flows"), "there is no flow here"))
        return found

    def _domain(self) -> tuple[dict[str, Slot], dict[str, Place]]:
        document, file = self._one("nlu_data/domain.yml", DomainFile)
        if not document or not file:
            return {}, {}
        intents = {
            name: document.place("intents", number) for number, name in enumerate(file.intents)
        }
        return slots_in(document, file, self.problems), intents

    def _responses(self) -> dict[str, dict[str, Response]]:
        found: dict[str, dict[str, Response]] = {}
        for document, file in self._each("content/[a-z][a-z]/*.yml", ResponsesFile):
            _, language, name = document.file.removesuffix(".yml").split("/")
            known = found.setdefault(language, {})
            files = self._files.setdefault(language, {})
            self._late |= late_in(file)
            for id, response in responses_in(document, file, self.problems).items():
                self._once(known, id, response, f"`{id}`")
                files[id] = name
        return found

    def examples(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """Language → intent → example sentences."""
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        for document, file in self._each("nlu_data/[a-z][a-z]/*.yml", NluFile):
            language = document.file.split("/")[1]
            known = found.setdefault(language, {})
            for intent, lines in examples_in(document, file, self.problems).items():
                known[intent] = (*known.get(intent, ()), *lines)
            for number, shape in enumerate(file.nlu):
                place = document.place("nlu", number, "intent")
                self._example_places.setdefault((language, shape.intent), place)
        return found

    def _words(self) -> dict[str, Any]:
        return {
            Path(document.file).stem: words_in(file)
            for document, file in self._each("content/words/*.yml", WordsFile)
        }

    def _wishes(self) -> dict[str, Any]:
        return {
            Path(document.file).stem: wishes_in(file)
            for document, file in self._each("content/words/*.yml", WordsFile)
        }

    def _policy(self) -> Policy:
        document, file = self._one("content/policy.yml", PolicyFile)
        return policy_in(document, file) if document and file else Policy(())

    def _helplines(self) -> dict[str, Helpline]:
        found: dict[str, Helpline] = {}
        for document, file in self._each("content/helplines/*.yml", HelplinesShape):
            for line in lines_of(file, document):
                self._once(found, line.id, line, f"the line `{line.id}`")
        return found

    def _countries(self) -> Countries:
        _, file = self._one("content/countries.yml", CountriesShape)
        return countries_of(file) if file else Countries((), {}, {}, {})

    def _talks(self) -> tuple[Talk, ...] | None:
        if not (self.root / "tests/talks").is_dir():
            return None
        return tuple(
            talk_of(document, file) for document, file in self._each("tests/talks/*.yml", TalkFile)
        )

    def _house_words(self) -> HouseWords:
        """The rules about words; a project without one of these files has no such rule."""
        terms = self.root / "content/terminology.tsv"
        allowed = self._perhaps("content/terminology_allow.yml", AllowFile)
        blame = self._perhaps("content/blame.yml", BlameFile)
        mentions = self._perhaps("content/mentions.yml", MentionsFile)
        return HouseWords(
            terms=terms_in(terms, self.root, self.problems) if terms.exists() else (),
            allowed=allowances_in(*allowed) if allowed else (),
            blame=sayings_in(*blame, self.problems) if blame else (),
            mentions=mentions_in(*mentions, self.problems) if mentions else {},
        )

    def _perhaps(self, name: str, form: type[AnyShape]) -> tuple[Document, AnyShape] | None:
        if not (self.root / name).exists():
            return None
        document, file = self._one(name, form)
        return (document, file) if document and file else None

    def _once(self, known: dict[str, Any], id: str, value: Any, name: str) -> None:
        if id in known:
            self.problems.append(
                WrongShape(value.place, f"{name} stands in {known[id].place} already: keep one")
            )
        known.setdefault(id, value)

    def _one(self, name: str, form: type[AnyShape]) -> tuple[Document | None, AnyShape | None]:
        document = self._document(self.root / name)
        return document, shaped(document, form, self.problems) if document else None

    def _each(self, pattern: str, form: type[AnyShape]) -> Iterable[tuple[Document, AnyShape]]:
        for path in files_under(self.root, pattern):
            document = self._document(path)
            file = shaped(document, form, self.problems) if document else None
            if document and file:
                yield document, file

    def _document(self, path: Path) -> Document | None:
        try:
            document = read(path, self.root)
        except ContentError as problem:
            self.problems.append(problem)
            return None
        self._documents[document.file] = document
        return document
