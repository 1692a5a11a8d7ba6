import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.detectors.grammar import Gap, Grammar, Part, Pattern
from bot.detectors.patterns import Matcher
from bot.detectors.positions import MOST_SPANS
from tests.detectors.words import written

GRAMMAR = Grammar({}, lambda text: (text,))


def spans(pattern: str, text: str) -> list[tuple[int, int]]:
    matcher = Matcher([GRAMMAR.pattern(*written(pattern))])
    return matcher.spans(text.split()).get(0, [])


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("a b", "x a b x", [(1, 3)]),
        ("a b", "a x b", []),
        ("a", "a x a", [(0, 1), (2, 3)]),
        ("a ... b", "a b", [(0, 2)]),
        ("a ... b", "a 1 2 3 b", [(0, 5)]),
        ("a ... b", "a 1 2 3 4 b", []),
        ("a ..5.. b", "a 1 2 3 4 5 b", [(0, 7)]),
        ("a ... b", "b a", []),
        # a gap and a phrase stay inside one sentence
        ("a ... b", "a . b", []),
        ("a ... b", "a x . b", []),
        ("a b", "a . b", []),
        # the nearest beginning
        ("a ... b", "a a b", [(1, 3)]),
        ("a ... b", "a b b", [(0, 2), (0, 3)]),
        # what may be missing
        ("a [b] c", "a c", [(0, 2)]),
        ("a [b] c", "a b c", [(0, 3)]),
        ("a [b] ... c", "a b 1 2 3 c", [(0, 6)]),
        ("a ... [b] c", "a 1 b c", [(0, 4)]),
        ("[a] b", "a b", [(0, 2)]),
        ("(a|a b) ... c", "a b 1 2 3 c", [(0, 6)]),
        ("a ... b ... c", "a 1 b 2 c", [(0, 5)]),
        ("", "", []),
    ],
)
def test_a_pattern_is_found_where_it_stands(
    pattern: str, text: str, found: list[tuple[int, int]]
) -> None:
    assert (spans(pattern, text) if pattern else []) == found


def test_every_pattern_is_found_by_its_number() -> None:
    patterns = [GRAMMAR.pattern(one) for one in written("a b", "b c", "c ... a", "x")]
    assert set(Matcher(patterns).spans(["a", "b", "c", "a"])) == {0, 1, 2}


def test_places_that_say_nothing_new_are_not_counted() -> None:
    assert len(spans("a", "a x " * 100)) == MOST_SPANS


def test_a_matcher_without_patterns_finds_nothing() -> None:
    assert Matcher([]).spans(["a"]) == {}


def test_the_words_that_patterns_use_are_known() -> None:
    pattern = GRAMMAR.pattern(*written("a ... (b|c d)"))
    assert Matcher([pattern]).known == {"a", "b", "c", "d"}


WORDS = st.lists(st.sampled_from(["a", "b", "c", "."]), max_size=14)
PARTS = st.builds(
    Part,
    st.frozensets(
        st.lists(st.sampled_from("abc"), min_size=1, max_size=2).map(tuple),
        min_size=1,
        max_size=2,
    ),
    st.booleans(),
)
FIRST = PARTS.map(lambda part: Part(part.phrases))
PATTERNS = st.builds(
    lambda first, rest: (first, *(item for pair in rest for item in pair)),
    FIRST,
    st.lists(st.tuples(st.builds(Gap, st.integers(1, 3)), PARTS), max_size=2),
)


def as_expression(pattern: Pattern) -> str:
    """The same pattern as a regular expression over words that are single letters."""
    written = ""
    for item in pattern:
        if isinstance(item, Gap):
            written += f"[abc]{{0,{item.most}}}"
        else:
            choice = "|".join("".join(phrase) for phrase in item.phrases)
            written += f"(?:{choice}){'?' if item.optional else ''}"
    return written


@given(PATTERNS, WORDS)
def test_a_pattern_is_found_exactly_where_a_regular_expression_finds_it(
    pattern: Pattern, words: list[str]
) -> None:
    found = Matcher([pattern]).spans(words).get(0, [])
    text, expression = "".join(words), re.compile(as_expression(pattern))
    ends = {
        end
        for end in range(len(text) + 1)
        for start in range(end)
        if expression.fullmatch(text, start, end)
    }
    assert {end for _, end in found} == set(sorted(ends)[:MOST_SPANS])
    assert all(expression.fullmatch(text, start, end) for start, end in found)
