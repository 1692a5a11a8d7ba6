"""The engine hears typed resumes, runs until something waits, and never leaves anybody alone."""

from dataclasses import replace

import pytest

from bot.dialogue.talk import CONTEXT_NAMES, Talk
from bot.domain.events import (
    FlowCancelled,
    ForgetRequested,
    LanguageChanged,
    LeftNow,
    RiskCorrected,
    RiskSeen,
    StepFailed,
)
from bot.domain.heard import CaseOpened, Facts, MediaOffered, SaidTooMuch, TimedOut
from bot.domain.message import Choice, MediaKind, ReplyKind
from bot.domain.risk import RiskCategory, RiskLevel
from tests.dialogue.playing import Player, world


def lesson() -> Player:
    """Somebody at the lesson's first question."""
    return Player().start().say("x", "learn")


def test_opening_says_hello_and_waits() -> None:
    player = Player().start()
    assert player.texts == ["hello", "menu"]
    assert player.titles == ["Lesson", "Get help"]


def test_opening_again_asks_the_open_question_again() -> None:
    assert lesson().start().texts == ["one?"]


def test_first_words_that_mean_nothing_are_a_greeting() -> None:
    assert Player().say("bonjour").texts == ["hello", "menu"]


def test_words_that_mean_nothing_are_never_answered_twice_the_same() -> None:
    player = lesson()
    said = {player.say("blub").texts[0] for _ in range(3)}
    assert said == {"cannot 1", "cannot 2", "cannot 3"}


def test_the_open_question_follows_what_was_not_understood() -> None:
    assert lesson().say("blub").texts[1:] == ["where were we", "one?"]


@pytest.mark.parametrize("word", ["Yes", "yes!", "YES", "1"])
def test_a_typed_title_or_number_is_the_button(word: str) -> None:
    assert lesson().say(word).texts == ["colour?"]


@pytest.mark.parametrize(
    ("word", "first"),
    [
        ("help", "Belgium: 0800 1, be-suicide. Free. Day and night."),
        ("HLP", "Belgium: 0800 1, be-suicide. Free. Day and night."),
        ("please help now", "Belgium: 0800 1, be-suicide. Free. Day and night."),
        ("aide", "Belgium: 0800 1, be-suicide. Free. Day and night."),
        ("menu", "menu"),
        ("stop", "cancelled"),
        ("language", "language?"),
        ("leave", "bye"),
        ("forget me", "forgotten"),
        ("not that", "not that"),
    ],
)
def test_some_words_work_everywhere(word: str, first: str) -> None:
    assert lesson().say(word).texts[0].splitlines()[0] == first


def test_help_goes_back_to_the_question_afterwards() -> None:
    assert lesson().say("help").pick("Ok").texts == ["where were we", "one?"]


def test_a_word_among_many_is_no_help_word() -> None:
    assert lesson().say("can somebody help with my homework").texts[0].startswith("cannot")


def test_understanding_can_mean_a_word_that_works_everywhere() -> None:
    assert lesson().say("i want to see what there is", "menu").texts == ["menu"]


def test_an_intent_opens_a_flow_on_top_and_the_question_comes_back() -> None:
    player = lesson().say("x", "checks")
    assert player.texts == ["check?"]
    assert player.flows == ["lesson", "checks"]


def test_a_guarded_flow_does_not_open() -> None:
    assert lesson().say("x", "guarded").texts[0].startswith("cannot")


def test_an_intent_that_opens_nothing_is_not_understood() -> None:
    assert lesson().say("x", "nothing").texts[0].startswith("cannot")


def test_an_understanding_that_is_not_sure_enough_opens_nothing() -> None:
    library = world()
    flow = library.flows["checks"]
    unsure = replace(flow, triggers=(replace(flow.triggers[0], threshold=1.1),))
    player = Player(replace(library, flows={**library.flows, "checks": unsure}))
    assert player.start().say("x", "checks").texts[0].startswith("cannot")


def test_an_old_button_explains_itself() -> None:
    player = lesson().say("yes")
    assert player.press("/SetSlots(lesson_one=no)").texts == [
        "old button",
        "where were we",
        "colour?",
    ]


@pytest.mark.parametrize("payload", ["/learn", "/nothing", "/Broken(", "just words"])
def test_a_button_that_was_never_in_sight_is_stale(payload: str) -> None:
    assert lesson().press(payload).texts[0] == "old button"


@pytest.mark.parametrize("payload", ["/help", "/person", "/alarm"])
def test_a_button_that_leads_to_help_is_never_stale(payload: str) -> None:
    player = lesson().press(payload)
    assert any(reply.kind is ReplyKind.CARD for reply in player.turn.replies)


def test_a_button_of_plain_words_is_as_if_typed() -> None:
    assert Player().start().risk().pick("Typed").texts[0].startswith("cannot")


def test_back_goes_one_question_back() -> None:
    assert lesson().pick("Yes").pick("Red").say("back").texts == ["colour?"]


def test_back_at_the_beginning_is_the_menu() -> None:
    assert Player().start().say("back").texts == ["menu"]


def test_back_to_a_place_that_is_gone_goes_further_back() -> None:
    player = lesson().pick("Yes").pick("Red")
    flows = {id: flow for id, flow in world().flows.items() if id != "colour"}
    player.library = replace(world(), flows=flows)
    assert player.say("back").texts == ["one?"]


def test_the_menu_keeps_what_was_open_for_carry_on() -> None:
    player = lesson().pick("Yes").say("menu")
    assert player.happened(FlowCancelled) == []
    assert player.say("carry on").texts == ["colour?"]


def test_carry_on_with_nothing_open_is_the_menu() -> None:
    assert Player().start().say("carry on").texts == ["menu"]


def test_a_file_is_never_taken() -> None:
    assert lesson().hear(MediaOffered(MediaKind.IMAGE)).texts[0] == "no files"


def test_too_long_a_text_is_answered_kindly() -> None:
    assert lesson().hear(SaidTooMuch()).texts[0] == "too long"


@pytest.mark.parametrize("resume", [TimedOut(), CaseOpened()])
def test_other_resumes_ask_the_open_question_again(resume: TimedOut | CaseOpened) -> None:
    assert lesson().hear(resume).texts == ["one?"]


def test_leaving_and_forgetting_are_events() -> None:
    assert lesson().say("leave").happened(LeftNow)
    assert lesson().say("forget me").happened(ForgetRequested)


def test_another_language_is_spoken_at_once() -> None:
    player = lesson().say("language").pick("Français")
    assert player.happened(LanguageChanged) == [LanguageChanged("fr")]
    assert player.texts == ["fr where were we", "fr one?"]


def test_content_that_changed_leads_to_the_menu_with_a_sentence() -> None:
    player = lesson()
    flows = {id: flow for id, flow in world().flows.items() if id != "lesson"}
    player.library = replace(world(), flows={**flows, "lesson": flows["guarded"]})
    assert player.say("yes").texts[:2] == ["changed", "menu"]


def test_after_thirty_quiet_minutes_the_first_words_are_neutral() -> None:
    player = Player().start().risk().later(minutes=31).say("yes")
    assert player.texts == ["welcome back"]
    assert player.conversation.slot("risk_category") is None


def test_what_was_open_comes_back_when_it_is_asked_for() -> None:
    player = Player().start().risk().later(minutes=31).start().pick("Carry on")
    assert player.titles[0] == "Again"
    assert player.conversation.slot("risk_category") == "extortion"


def test_help_works_at_once_after_a_quiet_time() -> None:
    player = lesson().later(hours=2).say("help")
    assert player.turn.replies[0].kind is ReplyKind.CARD


def test_after_a_quiet_time_back_tells_nothing() -> None:
    assert lesson().pick("Yes").later(hours=2).say("back").texts == ["welcome back"]


def test_a_risk_interrupts_a_lesson_and_help_is_there_in_the_same_turn() -> None:
    player = lesson().risk()
    assert player.texts == [
        "someone is threatening you",
        "Belgium: 116 000, be-exploited. Free. Day and night.",
    ]
    assert player.happened(RiskSeen)


def test_the_buttons_of_a_flow_without_words_stand_under_the_card() -> None:
    player = lesson().risk()
    assert [one.title for one in player.turn.replies[-1].choices] == [
        "Again",
        "Enough",
        "Not that",
        "Typed",
    ]


def test_the_same_risk_again_gets_a_shorter_line_and_the_talk_goes_on() -> None:
    player = lesson().risk().risk(whole=False)
    assert player.texts == ["i read that", "Belgium: 116 000, be-exploited."]
    assert player.flows == ["alarm"]


def test_the_same_risk_later_opens_its_flow_with_a_shorter_card() -> None:
    player = lesson().risk().say("menu").risk(whole=False)
    assert player.texts == ["someone is threatening you", "Belgium: 116 000, be-exploited."]


def test_a_shorter_line_does_not_swallow_an_answer() -> None:
    assert lesson().risk().risk(text="enough", whole=False).texts[2] == "done"


def test_a_lesson_that_was_interrupted_can_be_carried_on() -> None:
    assert lesson().risk().say("carry on").texts == ["one?"]


def test_a_second_risk_does_not_lose_the_lesson() -> None:
    player = lesson().risk().risk("low", category=RiskCategory.SUICIDE)
    assert player.flows == ["low"]
    assert player.say("carry on").texts == ["one?"]


def test_a_question_about_a_joke_is_asked_on_top() -> None:
    player = Player().start().risk().risk("asking", category=RiskCategory.SUICIDE, pauses=True)
    assert player.flows == ["alarm", "asking"]
    assert player.conversation.slot("risk_category") == "suicide"


def test_a_joke_is_believed_at_once_and_the_talk_goes_on() -> None:
    player = Player().start().risk().risk("asking", category=RiskCategory.SUICIDE, pauses=True)
    player.pick("Joke")
    assert player.texts[0] == "i believe you"
    assert player.happened(RiskCorrected)
    assert player.flows == ["alarm"]


def test_a_joke_that_was_none_goes_on_with_help() -> None:
    player = Player().start().risk("asking", category=RiskCategory.SUICIDE, pauses=True)
    player.pick("True")
    assert player.flows[-1] == "low"
    assert player.conversation.risk.level is RiskLevel.URGENT


def test_danger_says_the_number_first() -> None:
    player = lesson().risk("noted", level=RiskLevel.DANGER, category=RiskCategory.MEDICAL)
    assert player.texts[0] == "I am here. Belgium: 112.\nBelgium: 0800 1, be-suicide."


@pytest.mark.parametrize("intent", ["endless", "deep", "wordless", "actionless"])
def test_a_fault_inside_a_flow_shows_helplines_and_tells_the_operator(intent: str) -> None:
    player = Player().start().say("x", intent)
    assert player.texts[0] == "something broke"
    assert "0800 1" in player.texts[1]
    assert player.happened(StepFailed)


def test_even_without_words_a_card_is_shown() -> None:
    player = Player(replace(world(), responses={}))
    player.start()
    assert player.texts == ["BE: 112\nBE: 103"]
    assert player.conversation.wait is None


def test_even_without_words_and_country_numbers_are_shown() -> None:
    player = Player(replace(world(), responses={}), country=None)
    assert player.start().texts == ["BE: 112\nBE: 103\nLU: 116 111\nEU: 112"]


def test_a_country_by_its_name_changes_the_card_for_good() -> None:
    player = Player(country=None).start().risk().say("Belgique")
    assert player.texts[0] == "Belgium: 116 000, be-exploited. Free. Day and night."
    assert player.conversation.slot("country") == "BE"


def test_flows_can_ask_about_every_name_of_the_context_and_no_other() -> None:
    player = Player().start()
    facts = Facts(player.now, "web", ("en",), ("BE",))
    assert set(Talk(player.conversation, world(), facts).context()) == set(CONTEXT_NAMES)


def test_an_empty_conversation_that_times_out_is_not_left_alone() -> None:
    assert Player().hear(TimedOut()).texts == ["completed", "menu"]


def test_a_typed_value_answers_a_question_of_buttons() -> None:
    player = Player().start().risk("asking", category=RiskCategory.SUICIDE, pauses=True)
    assert player.say("true thing").flows[-1] == "low"


def test_a_question_of_five_buttons_has_a_line_of_help_before_it() -> None:
    player = Player().start().press("/leveled").say("blub")
    assert player.texts == [
        player.texts[0],
        "where were we",
        "Belgium: 0800 1, be-suicide.",
        "five?",
    ]
    assert player.titles == ["A", "B", "C", "D", "E"]


def test_words_that_are_neither_yes_nor_no_are_no_answer() -> None:
    player = lesson().pick("Yes").pick("Red").say("blub")
    assert player.texts[-1] == "two?"


def test_a_slot_that_nobody_declared_takes_only_its_buttons() -> None:
    player = Player(replace(world(), slots={})).start().say("x", "learn")
    assert player.say("yeah").texts[0].startswith("cannot")


def test_a_lower_sign_never_leads_away_from_help_for_something_worse() -> None:
    player = Player().start().risk("noted", level=RiskLevel.DANGER, category=RiskCategory.MEDICAL)
    player.risk("low", level=RiskLevel.SUPPORT, category=RiskCategory.SUICIDE)
    assert player.flows == ["noted"]
    assert player.texts[:2] == ["i read that", "In danger: 112 (Belgium)."]


def test_who_wants_a_person_gets_one_even_then() -> None:
    player = Player().start().risk()
    player.risk("low", level=RiskLevel.WORRIED, category=RiskCategory.WANTS_HUMAN)
    assert player.flows == ["low"]


@pytest.mark.parametrize(("word", "last"), [("leave", "bye"), ("forget me", "forgotten")])
def test_after_leaving_or_forgetting_nothing_more_is_asked(word: str, last: str) -> None:
    player = Player().start().risk().say(word)
    assert player.texts == [last]
    assert player.conversation.wait is None
    assert [one.title for one in player.turn.replies[-1].choices] == ["Get help"]


@pytest.mark.parametrize("typed", ["yes", "oui", "yes for"])
def test_the_beginning_of_one_title_is_that_button(typed: str) -> None:
    player = Player().start().press("/leveled")
    wait = player.conversation.wait
    assert wait is not None
    choices = (Choice("Yes, for now", wait.choices[0].payload), *wait.choices[1:])
    player.conversation = player.conversation.with_changes(wait=replace(wait, choices=choices))
    assert player.say(typed).texts[-1] == "menu"


@pytest.mark.parametrize("typed", ["enough but", "again again", "ok", "no"])
def test_what_begins_no_title_or_several_is_no_button(typed: str) -> None:
    assert Player().start().risk().say(typed).texts[0].startswith("cannot")
