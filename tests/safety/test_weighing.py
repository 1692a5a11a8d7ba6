from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.risk import (
    RiskAssessment,
    RiskCategory,
    RiskLevel,
    RiskMemory,
    RiskSignal,
    RiskSubject,
    SignalKind,
)
from bot.safety.weighing import PRIORITY, weigh
from tests.safety.signs import NOON, found, sign

LATER = NOON + timedelta(minutes=5)
NOTHING = RiskMemory()


def judged(*signs: RiskSignal, memory: RiskMemory = NOTHING) -> RiskAssessment:
    return weigh(found(*signs), memory, NOON)[0]


def kept(*signs: RiskSignal, memory: RiskMemory = NOTHING) -> RiskMemory:
    return weigh(found(*signs), memory, NOON)[1]


def test_no_sign_is_no_level_and_changes_no_memory() -> None:
    assert weigh(found(), NOTHING, NOON) == (RiskAssessment(), NOTHING)


def test_a_failed_screen_is_never_the_same_as_safe() -> None:
    assert not weigh(found(failed=True), NOTHING, NOON)[0].screened


def test_the_highest_level_wins() -> None:
    assert judged(sign("support", "suicide"), sign("urgent", "extortion")).category == "extortion"


def test_at_the_same_level_danger_to_life_comes_first() -> None:
    assert judged(sign("urgent", "extortion"), sign("urgent", "suicide")).category == "suicide"


def test_harm_comes_before_what_somebody_asks_for() -> None:
    assert judged(sign("urgent", "wants_human"), sign("support", "image_sent")).category == (
        "image_sent"
    )


def test_what_somebody_asks_for_counts_where_nothing_else_was_said() -> None:
    found_one = judged(sign("support", "wants_human"), sign("worried", "grooming"))
    assert found_one.category == "wants_human"


def test_every_sign_is_kept_as_evidence_of_the_judgement() -> None:
    signs = (sign("urgent", "extortion"), sign("worried", "distress"))
    assert judged(*signs).signals == signs


def test_two_kinds_of_support_in_one_message_are_urgent() -> None:
    found_one = judged(sign("support", "distress"), sign("support", "grooming"))
    assert (found_one.level, found_one.category) == (RiskLevel.URGENT, "grooming")


def test_two_kinds_of_support_in_two_messages_are_urgent() -> None:
    memory = kept(sign("support", "grooming"))
    found_one = judged(sign("support", "distress"), memory=memory)
    assert (found_one.level, found_one.category) == (RiskLevel.URGENT, "grooming")


def test_repeating_oneself_does_not_add_up() -> None:
    memory = kept(sign("support", "grooming"))
    assert judged(sign("support", "grooming"), memory=memory).level is RiskLevel.SUPPORT


def test_asking_for_a_person_adds_nothing_up() -> None:
    memory = kept(sign("support", "wants_human"))
    assert judged(sign("support", "grooming"), memory=memory).level is RiskLevel.SUPPORT


def test_a_worry_adds_nothing_up() -> None:
    memory = kept(sign("worried", "bullying"))
    assert judged(sign("support", "grooming"), memory=memory).level is RiskLevel.SUPPORT


def test_words_that_may_be_a_joke_are_never_danger() -> None:
    found_one = judged(sign("danger", "suicide", kind="ambiguous"))
    assert (found_one.level, found_one.kind) == (RiskLevel.URGENT, SignalKind.AMBIGUOUS)


def test_what_is_said_plainly_at_the_same_level_comes_before_a_question() -> None:
    found_one = judged(sign("urgent", "suicide", kind="ambiguous"), sign("urgent", "extortion"))
    assert (found_one.category, found_one.kind) == ("extortion", SignalKind.STATED)


def test_a_question_comes_before_what_is_said_plainly_at_a_lower_level() -> None:
    found_one = judged(sign("urgent", "suicide", kind="ambiguous"), sign("support", "image_sent"))
    assert found_one.kind is SignalKind.AMBIGUOUS


def test_a_question_is_asked_beside_what_was_answered_before() -> None:
    memory = kept(sign("urgent", "extortion"))
    joke = sign("support", "suicide", kind="ambiguous")
    found_one = judged(joke, sign("urgent", "extortion"), memory=memory)
    assert (found_one.category, found_one.kind) == ("suicide", SignalKind.AMBIGUOUS)
    assert found_one.level is RiskLevel.URGENT


def test_danger_is_answered_before_any_question() -> None:
    memory = kept(sign("danger", "meeting"))
    joke = sign("urgent", "suicide", kind="ambiguous")
    found_one = judged(joke, sign("danger", "meeting"), memory=memory)
    assert (found_one.category, found_one.kind) == ("meeting", SignalKind.STATED)


def test_what_was_answered_before_and_stands_alone_is_no_question() -> None:
    memory = kept(sign("urgent", "extortion"))
    assert judged(sign("urgent", "extortion"), memory=memory).kind is SignalKind.STATED


def test_blackmail_with_hours_left_and_thoughts_of_death_are_danger() -> None:
    signs = (sign("urgent", "extortion", deadline=True), sign("urgent", "suicide"))
    assert judged(*signs).level is RiskLevel.DANGER


def test_blackmail_told_before_counts_with_thoughts_of_death_in_hours() -> None:
    memory = kept(sign("urgent", "extortion"))
    found_one = judged(sign("urgent", "suicide", deadline=True), memory=memory)
    assert found_one.level is RiskLevel.DANGER


def test_thoughts_of_death_without_a_deadline_stay_urgent() -> None:
    assert judged(sign("urgent", "suicide"), sign("urgent", "extortion")).level is RiskLevel.URGENT


def test_the_subject_is_that_of_the_worst_sign() -> None:
    friend = sign("urgent", "suicide", subject=RiskSubject.FRIEND)
    assert judged(friend, sign("worried", "distress")).subject is RiskSubject.FRIEND


def test_the_one_who_writes_comes_before_a_friend_in_the_same_trouble() -> None:
    friend = sign("urgent", "suicide", subject=RiskSubject.FRIEND, trigger="en/suicide/2")
    assert judged(friend, sign("urgent", "suicide")).subject is RiskSubject.SELF


def test_a_frightened_retraction_keeps_the_level_inside() -> None:
    memory = kept(sign("urgent", "extortion"))
    found_one, after = weigh(found(sign("none", "distress", kind="retracted")), memory, LATER)
    assert (found_one.kind, found_one.level) == (SignalKind.RETRACTED, RiskLevel.URGENT)
    assert (found_one.category, after) == ("extortion", memory)


def test_taking_back_what_was_never_said_is_nothing() -> None:
    assert judged(sign("none", "distress", kind="retracted")).level is RiskLevel.NONE


def test_a_retraction_with_a_new_sign_is_a_new_sign() -> None:
    memory = kept(sign("urgent", "extortion"))
    signs = (sign("none", "distress", kind="retracted"), sign("urgent", "suicide"))
    assert judged(*signs, memory=memory).kind is SignalKind.STATED


def test_the_memory_keeps_the_worst_that_was_seen() -> None:
    memory = kept(sign("worried", "bullying"), memory=kept(sign("urgent", "extortion")))
    assert (memory.level, memory.category) == (RiskLevel.URGENT, "extortion")


def test_the_memory_follows_the_newest_of_the_same_level() -> None:
    memory = kept(sign("urgent", "suicide"), memory=kept(sign("urgent", "extortion")))
    assert memory.category == "suicide"


def test_the_memory_knows_when_the_newest_sign_was_seen() -> None:
    memory = weigh(found(sign("worried", "bullying")), kept(sign("urgent", "suicide")), LATER)[1]
    assert memory.at == LATER


def test_a_question_is_remembered_as_support_until_it_is_answered() -> None:
    assert kept(sign("urgent", "suicide", kind="ambiguous")).level is RiskLevel.SUPPORT


def test_the_memory_is_empty_after_six_quiet_hours() -> None:
    memory = kept(sign("urgent", "suicide"))
    assert weigh(found(), memory, NOON + timedelta(hours=6))[1] == NOTHING


def test_the_memory_is_kept_until_then() -> None:
    memory = kept(sign("urgent", "suicide"))
    assert weigh(found(), memory, NOON + timedelta(hours=5, minutes=59))[1] == memory


def test_every_category_has_its_place() -> None:
    assert sorted(PRIORITY) == sorted(RiskCategory)


SIGNS = st.builds(
    sign,
    st.sampled_from([level.name for level in RiskLevel]),
    st.sampled_from([category.value for category in RiskCategory]),
    kind=st.sampled_from(["stated", "ambiguous", "retracted"]),
    deadline=st.booleans(),
)


@given(st.lists(SIGNS, max_size=6), st.lists(SIGNS, max_size=6))
def test_a_sign_of_harm_is_never_weighed_away(
    before: list[RiskSignal], now: list[RiskSignal]
) -> None:
    found_one = judged(*now, memory=kept(*before))
    harm = [
        one
        for one in found_one.signals
        if one.category not in {"wants_human", "adult_asking", "own_behaviour"}
    ]
    stated = [one.level for one in harm if one.kind is SignalKind.STATED]
    assert found_one.level >= max(stated, default=RiskLevel.NONE)
