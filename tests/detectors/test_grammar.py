import pytest

from bot.detectors.grammar import Gap, Grammar, Part
from bot.domain.errors import WrongShape
from bot.text.normalising import Spelling, normalise
from tests.detectors.words import written

LISTS = {
    "he": written("he", "this guy"),
    "send": written("(send|post)", "put [it] online"),
    "who": written("<he>", "she"),
    "loop": written("<loop> again"),
    "many": written("(a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p|q|r|s|t|u|v|w|x|y|z)"),
}


def grammar() -> Grammar:
    spelling = Spelling(words={"kms": "kill myself"})
    return Grammar(LISTS, lambda text: normalise(text, spelling))


def phrases(pattern: str) -> list[str]:
    """The phrases of a pattern that is a single part."""
    (part,) = grammar().pattern(*written(pattern))
    assert isinstance(part, Part)
    return sorted(" ".join(phrase) for phrase in part.phrases)


@pytest.mark.parametrize(
    ("pattern", "means"),
    [
        ("kill myself", ["kil myself"]),
        ("kms", ["kil myself"]),
        ("don't", ["dont"]),
        ("rendez-vous", ["rendez vous"]),
        ("(pay|send it)", ["pay", "send it"]),
        ("i [really] cant", ["i cant", "i realy cant"]),
        ("[so|very] sad", ["sad", "so sad", "very sad"]),
        ("<he> left", ["he left", "this guy left"]),
        ("<send>", ["post", "put it online", "put online", "send"]),
        ("<who>", ["he", "she", "this guy"]),
        ("(a (b|c)|[d] e)", ["a b", "a c", "d e", "e"]),
        ("(<he>|she)", ["he", "she", "this guy"]),
        ("über", ["uber", "ueber"]),
        ("emoji_knife", ["emojiknife"]),
        ("( a | b )", ["a", "b"]),
    ],
)
def test_a_pattern_stands_for_phrases(pattern: str, means: list[str]) -> None:
    assert phrases(pattern) == means


def test_a_gap_stands_between_parts() -> None:
    before, gap, after = grammar().pattern(*written("he ... nude"))
    assert gap == Gap(3)
    assert before == Part(frozenset({("he",)}))
    assert after == Part(frozenset({("nude",)}))


def test_a_gap_may_say_how_wide_it_is() -> None:
    assert grammar().pattern(*written("he ..6.. nude"))[1] == Gap(6)
    assert grammar().pattern(*written("he … nude"))[1] == Gap(3)


def test_many_choices_side_by_side_are_not_multiplied() -> None:
    assert len(grammar().pattern(*written("<many> <many> <many> <many>"))) == 4


def test_a_part_that_may_be_missing_says_so() -> None:
    _, part, _ = grammar().pattern(*written("<many> [<many>] <many>"))
    assert isinstance(part, Part)
    assert part.optional


def test_a_grammar_knows_which_lists_were_used() -> None:
    one = grammar()
    one.pattern(*written("<who> left"))
    assert one.used == {"who", "he"}


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("<nobody> left", "there is no list `nobody` (lists: he, loop, many, send, who)"),
        ("(a|b", "`(` is open and never closed: write `)`"),
        ("(a|(b|c)", "`(` is open and never closed: write `)`"),
        ("(a|b]", "`(` is open and never closed: write `)`"),
        ("a) b", "`)` closes nothing: delete it or open it before"),
        ("a | b", "`|` closes nothing: delete it or open it before"),
        ("()", "nothing stands between the brackets"),
        ("(a|)", "an alternative in `( )` is empty: write `[ ]` for what may be missing"),
        ("(a|[b])", "an alternative in `( )` is empty: write `[ ]` for what may be missing"),
        ("[a]", "every word of it may be missing, so it would match everything"),
        ("", "every word of it may be missing, so it would match everything"),
        ("... a", "a gap stands between words: delete it at the beginning or the end"),
        ("a ...", "a gap stands between words: delete it at the beginning or the end"),
        ("a ..20.. b", "a gap is 1 to 12 words wide: write ..6.. for six"),
        ("a ..0.. b", "a gap is 1 to 12 words wide: write ..6.. for six"),
        ("(a ... b|c)", "a gap cannot stand inside brackets or in a list: write two patterns"),
        ("<he left", "`<` is open and never closed: a list is written <name>"),
        ("a , b", "`,` is not a word: leave out full stops, commas and quotation marks"),
        ("a fine. b", "`fine.` is not a word: leave out full stops, commas and quotation marks"),
        ("<loop>", "the list `loop` contains itself"),
        (
            "(<many> <many> <many>)",
            "this stands for more than 5000 phrases: divide it in two patterns",
        ),
    ],
)
def test_a_pattern_that_cannot_be_read_says_what_to_write(pattern: str, says: str) -> None:
    with pytest.raises(WrongShape) as caught:
        grammar().pattern(*written(pattern))
    assert says in caught.value.message
    assert caught.value.place.line == 1


def test_a_list_that_cannot_be_read_is_named_by_its_own_place() -> None:
    broken = Grammar({"he": written("he", "she)")}, lambda text: (text,))
    with pytest.raises(WrongShape) as caught:
        broken.pattern(*written("<he> left"))
    assert caught.value.place.line == 2


def test_without_lists_there_are_none_to_choose_from() -> None:
    with pytest.raises(WrongShape, match=r"lists: none yet"):
        Grammar({}, lambda text: (text,)).pattern(*written("<he>"))
