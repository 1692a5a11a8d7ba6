"""Every language says everything: the same texts, the same variations' buttons, the same names in
braces.
"""

from collections.abc import Iterator, Mapping

from bot.content.checks.problem import Problem
from bot.content.loaded import Loaded
from bot.dialogue.wording import placeholders
from bot.domain.errors import Place
from bot.domain.library import Response

FAMILY = "languages"


def check(loaded: Loaded) -> list[Problem]:
    """What one language has and another lacks."""
    responses = loaded.library.responses
    problems: list[Problem] = []
    for language in sorted(responses):
        for other in sorted(responses):
            if other != language:
                problems += _missing(loaded, language, other)
    for first, second in zip(sorted(responses), sorted(responses)[1:], strict=False):
        problems += _different(responses[first], responses[second], first)
    problems += _words(loaded)
    problems += _examples(loaded)
    return problems


def _missing(loaded: Loaded, language: str, other: str) -> Iterator[Problem]:
    known = loaded.library.responses[other]
    for name, response in loaded.library.responses[language].items():
        stem = loaded.files[language][name]
        if name not in known:
            message = f"`{name}` is missing in `content/{other}/{stem}.yml`: translate it"
            yield Problem(response.place, FAMILY, message)
        elif loaded.files[other][name] != stem and language < other:
            message = (
                f"`{name}` stands in `{stem}.yml` here: move it there, so that translators find it"
            )
            yield Problem(known[name].place, FAMILY, message)


def _different(
    first: Mapping[str, Response], second: Mapping[str, Response], language: str
) -> Iterator[Problem]:
    for name in first.keys() & second.keys():
        here, there = second[name], first[name]
        if _cases(here) != _cases(there):
            message = (
                f"`{name}` has other conditions or channels than in `{language}`: use the same"
            )
            yield Problem(here.place, FAMILY, message)
            continue
        if _payloads(here) != _payloads(there):
            message = (
                f"the buttons of `{name}` differ from those in `{language}`: use the same payloads"
            )
            yield Problem(here.place, FAMILY, message)
        if _names(here) != _names(there):
            message = f"`{name}` has other names in braces than in `{language}`: use the same"
            yield Problem(here.place, FAMILY, message)


def _cases(response: Response) -> set[object]:
    return {(variation.channel, variation.condition) for variation in response.variations}


def _payloads(response: Response) -> set[object]:
    return {
        (
            variation.channel,
            variation.condition,
            tuple(sorted(choice.payload for choice in variation.choices)),
        )
        for variation in response.variations
    }


def _names(response: Response) -> set[str]:
    return {
        name for variation in response.variations for name in placeholders(variation.text or "")
    }


def _words(loaded: Loaded) -> Iterator[Problem]:
    words = loaded.library.words
    every = {meaning for meanings in words.values() for meaning in meanings}
    for language in sorted(set(words) | set(loaded.library.languages)):
        for meaning in sorted(every - set(words.get(language, {}))):
            yield Problem(
                Place(f"content/words/{language}.yml"),
                FAMILY,
                f"no words mean `{meaning}` in this language: add them",
            )
    seen: dict[str, tuple[str, str]] = {}
    for language, meanings in sorted(words.items()):
        for meaning, messages in sorted(meanings.items()):
            for message in sorted(messages):
                known = seen.setdefault(message, (meaning, language))
                if known[0] != meaning and {known[0], meaning} != {"yes", "carry_on"}:
                    yield Problem(
                        Place(f"content/words/{language}.yml"),
                        FAMILY,
                        f"`{message}` means `{meaning}` and, in {known[1]}, `{known[0]}`: keep one",
                    )


def _examples(loaded: Loaded) -> Iterator[Problem]:
    triggers = {
        trigger.intent for flow in loaded.library.flows.values() for trigger in flow.triggers
    }
    for language in loaded.library.languages:
        for intent in sorted(triggers - set(loaded.examples.get(language, {}))):
            if intent in loaded.intents:
                yield Problem(
                    loaded.intents[intent],
                    FAMILY,
                    f"`{intent}` has no examples in `nlu_data/{language}/`: add some",
                    error=False,
                )
