from collections.abc import Sequence

from bot.content.checks.risk import check
from bot.domain.errors import Place, WrongShape
from bot.domain.risk import RiskCategory, RiskLevel, RiskSignal, SignalKind
from bot.domain.risk_words import LanguageRisk, RiskEntry, RiskWords, Written

FILE = "content/risk/en/suicide.yml"


def at(line: int) -> Place:
    return Place(FILE, line)


def entry(find: str = "i want to die", leave: str = "", line: int = 1, **more: str) -> RiskEntry:
    return RiskEntry(
        trigger="en/suicide/1",
        category=RiskCategory.SUICIDE,
        level=RiskLevel.URGENT,
        any_of=(Written(more.get("pattern", f"pattern {line}"), at(line)),),
        kind=SignalKind(more.get("kind", "stated")),
        find=(Written(find, at(line + 1)),) if find else (),
        leave=(Written(leave, at(line + 2)),) if leave else (),
        place=at(line),
    )


def words(*entries: RiskEntry, **lists: tuple[Written, ...]) -> RiskWords:
    return RiskWords({"en": LanguageRisk("en", entries=entries, lists=lists)})


def look(text: str, language: str) -> Sequence[RiskSignal]:
    """Finds death wherever it is named."""
    assert language == "en"
    kind = SignalKind.AMBIGUOUS if "lol" in text else SignalKind.STATED
    signal = RiskSignal(RiskLevel.URGENT, RiskCategory.SUICIDE, "fake", "en/suicide/1", kind=kind)
    return [signal] if "die" in text else []


def test_words_that_do_what_they_say_have_no_problem() -> None:
    assert check(words(entry(leave="i want to dance")), look) == []


def test_an_example_that_is_not_found_is_an_error_at_its_line() -> None:
    (problem,) = check(words(entry("im done")), look)
    assert (problem.place, problem.error) == (at(2), True)
    assert "“im done” is not found as urgent suicide" in problem.message


def test_a_question_is_not_what_was_to_be_found_plainly() -> None:
    assert check(words(entry("i want to die lol")), look)
    assert check(words(entry("i want to die lol", kind="ambiguous")), look) == []


def test_an_example_that_must_be_left_and_is_not_is_an_error() -> None:
    (problem,) = check(words(entry(leave="die hard")), look)
    assert problem.place == at(3)
    assert "“die hard” is found as urgent suicide and must be left alone" in problem.message


def test_examples_are_not_tried_while_nothing_can_look() -> None:
    assert check(words(entry("im done")), None) == []


def test_an_entry_without_an_example_is_a_warning() -> None:
    (problem,) = check(words(entry("")), look)
    assert (problem.place, problem.error) == (at(1), False)


def test_what_cannot_be_read_is_a_problem_of_this_family() -> None:
    (problem,) = check(RiskWords(), look, faults=[WrongShape(at(7), "in the pattern `(`: …")])
    assert str(problem) == f"{FILE}:7: error risk: in the pattern `(`: …"


def test_a_list_that_nothing_uses_is_a_warning() -> None:
    found = check(words(he=(Written("he", at(9)),)), look, unused={"en": frozenset({"he"})})
    assert [(one.place, one.error) for one in found] == [(at(9), False)]


def test_a_pattern_that_stands_twice_is_an_error() -> None:
    first = entry("die one", pattern="want to die")
    second = entry("die two", pattern="want to die", line=10)
    (problem,) = check(words(first, second), look)
    assert problem.place == at(10)
    assert "stands twice, first at line 1" in problem.message


def test_an_example_that_stands_twice_is_an_error_however_it_is_written() -> None:
    found = check(words(entry("I want to die!"), entry("i want to die", line=10)), look)
    assert [one.place for one in found] == [at(11)]
