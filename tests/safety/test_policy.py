from dataclasses import replace

from bot.domain.heard import Interruption
from bot.domain.policy import Policy, PolicyRule
from bot.domain.risk import (
    RiskAssessment,
    RiskCategory,
    RiskLevel,
    RiskMemory,
    RiskSubject,
    SignalKind,
)
from bot.safety.policy import UNSCREENED, after, decide

STATED = frozenset({SignalKind.STATED})
CARD = "blackmail_now/extortion"
POLICY = Policy(
    (
        PolicyRule("worried_nothing", (), levels=frozenset({RiskLevel.WORRIED}), kinds=STATED),
        PolicyRule("joke_or_despair", (), kinds=frozenset({SignalKind.AMBIGUOUS})),
        PolicyRule(None, (), levels=frozenset({RiskLevel.SUPPORT})),
        PolicyRule("little_one", (), age_bands=frozenset({"under_12"})),
        PolicyRule("blackmail_now", (), levels=frozenset({RiskLevel.URGENT, RiskLevel.DANGER})),
    )
)


def judged(level: RiskLevel = RiskLevel.URGENT, **more: object) -> RiskAssessment:
    kind = SignalKind(str(more.pop("kind", "stated")))
    return RiskAssessment(
        level,
        RiskCategory.EXTORTION,
        RiskSubject.SELF,
        kind,
        screened=bool(more.get("screened", True)),
    )


def decided(
    assessment: RiskAssessment,
    memory: RiskMemory | None = None,
    age_band: str = "unsaid",
) -> Interruption | None:
    return decide(assessment, memory or RiskMemory(), POLICY, age_band)


def shown(level: RiskLevel = RiskLevel.URGENT) -> RiskMemory:
    return after(RiskMemory(), decided(judged(level)))


def test_no_risk_interrupts_nothing() -> None:
    assert decided(judged(RiskLevel.NONE)) is None


def test_a_new_sign_brings_the_whole_card() -> None:
    assert decided(judged()) == Interruption("blackmail_now", judged())


def test_the_age_chooses_the_flow() -> None:
    found = decided(judged(), age_band="under_12")
    assert found is not None
    assert found.flow == "little_one"


def test_a_line_of_the_policy_without_a_flow_lets_the_talk_go_on() -> None:
    assert decided(judged(RiskLevel.SUPPORT)) is None


def test_a_policy_that_has_no_line_for_it_lets_the_talk_go_on() -> None:
    assert decide(judged(), RiskMemory(), Policy(()), "unsaid") is None


def test_the_same_again_brings_a_shorter_line_and_never_none() -> None:
    assert decided(judged(), shown()) == Interruption("blackmail_now", judged(), whole=False)


def test_worse_than_what_was_shown_brings_the_whole_card() -> None:
    assert decided(judged(RiskLevel.DANGER), shown()) == Interruption(
        "blackmail_now", judged(RiskLevel.DANGER)
    )


def test_less_than_what_was_shown_brings_a_shorter_line() -> None:
    found = decided(judged(), shown(RiskLevel.DANGER))
    assert found is not None
    assert not found.whole


def test_another_matter_under_the_same_flow_brings_its_whole_card() -> None:
    other = replace(judged(), category=RiskCategory.IMAGE_SHARED)
    found = decided(other, shown())
    assert found is not None
    assert found.whole


def test_a_corrected_flow_asks_again_shorter() -> None:
    memory = replace(RiskMemory(), corrected=frozenset({CARD}))
    assert decided(judged(), memory) == Interruption("blackmail_now", judged(), whole=False)


def test_a_correction_is_forgotten_once_the_whole_card_was_needed_after_all() -> None:
    memory = replace(shown(), corrected=frozenset({CARD}))
    assert after(memory, decided(judged(RiskLevel.DANGER), memory)).corrected == frozenset()


def test_a_correction_is_kept_while_lines_are_short() -> None:
    memory = replace(shown(), corrected=frozenset({CARD}))
    assert after(memory, decided(judged(), memory)).corrected == {CARD}


def test_words_that_may_be_a_joke_only_pause_what_is_open() -> None:
    found = decided(judged(kind="ambiguous"))
    assert found == Interruption("joke_or_despair", judged(kind="ambiguous"), pauses=True)


def test_the_memory_knows_the_highest_level_that_was_shown() -> None:
    memory = after(shown(RiskLevel.DANGER), decided(judged(), shown(RiskLevel.DANGER)))
    assert memory.shown == {CARD: RiskLevel.DANGER}


def test_nothing_shown_changes_no_memory() -> None:
    assert after(RiskMemory(), None) == RiskMemory()


def test_a_failed_screen_asks_once() -> None:
    unsure = judged(RiskLevel.NONE, screened=False)
    asked = decided(unsure)
    assert asked == Interruption(UNSCREENED, unsure, pauses=True)
    assert decided(unsure, after(RiskMemory(), asked)) is None


def test_a_failed_screen_does_not_hide_what_was_found() -> None:
    found = decided(judged(screened=False))
    assert found is not None
    assert found.flow == "blackmail_now"


def test_a_failed_screen_asks_where_the_policy_says_nothing() -> None:
    found = decided(judged(RiskLevel.SUPPORT, screened=False))
    assert found is not None
    assert found.flow == UNSCREENED
