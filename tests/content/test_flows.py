"""Flows as editors write them become flows as the engine runs them."""

from typing import cast

from bot.content.flows import compile_flow
from bot.content.reading import parse
from bot.content.schema import FlowsFile
from bot.content.shaping import shape
from bot.domain.errors import ContentError
from bot.domain.flow import END, Branch, Collect, Flow, FlowMeta, SetSlots


def flow_of(steps: str, head: str = "") -> Flow:
    text = f"flows:\n  a:\n    description: x\n{head}    steps:\n" + steps
    document = parse(text, "f.yml")
    found: list[ContentError] = []
    flow = compile_flow(document, "a", shape(document, FlowsFile).flows["a"], FlowMeta(), found)
    assert found == []
    return flow


NESTED = """
      - id: ask
        collect: mood
        next:
          - if: slots.mood = "good"
            then:
              - action: utter_one
              - action: utter_two
                next: ask
          - if: slots.mood = "bad"
            then: END
          - else:
              - link: other
      - action: utter_last
"""


def test_a_step_without_an_id_gets_one_that_tells_where_it_stands() -> None:
    assert set(flow_of(NESTED).steps) == {"ask", "a/1/then/1", "a/1/then/2", "a/1/else/1", "a/2"}


def test_branches_lead_to_their_first_step() -> None:
    ways = [branch.target for branch in flow_of(NESTED).steps["ask"].next]
    assert ways == ["a/1/then/1", END, "a/1/else/1"]


def test_steps_in_a_branch_follow_one_another() -> None:
    assert flow_of(NESTED).steps["a/1/then/1"].next == (Branch("a/1/then/2"),)


def test_a_list_of_steps_under_next_follows() -> None:
    lines = ["- action: utter_x", "  next:", "    - action: utter_y", "      next: END"]
    flow = flow_of("".join(f"      {line}\n" for line in lines))
    assert flow.steps["a/1"].next == (Branch("a/1/next/1"),)


def test_the_last_step_ends_the_flow() -> None:
    assert flow_of("      - action: utter_x\n").steps["a/1"].next == (Branch(END),)


def test_a_question_has_its_usual_text_and_a_guard_can_be_closed() -> None:
    flow = flow_of("      - id: q\n        collect: mood\n", "    if: False\n")
    assert cast(Collect, flow.steps["q"]).utter == "utter_ask_mood"
    assert flow.guard is False


def test_only_an_id_that_was_written_keeps_its_place() -> None:
    flow = flow_of(NESTED)
    assert flow.steps["ask"].named
    assert not flow.steps["a/2"].named


def test_slots_are_set_in_order_and_null_empties() -> None:
    flow = flow_of(
        "      - set_slots:\n          - a: true\n          - b: null\n          - c: 2\n"
    )
    assert cast(SetSlots, flow.steps["a/1"]).values == (("a", True), ("b", None), ("c", 2))


def test_triggers_tell_how_sure_the_reader_must_be() -> None:
    two = "{name: two, confidence_threshold: 0.8}"
    head = f"    nlu_trigger:\n      - intent: one\n      - intent: {two}\n"
    triggers = flow_of("      - action: utter_x\n", head).triggers
    assert [(it.intent, it.threshold) for it in triggers] == [("one", 0.0), ("two", 0.8)]


def test_every_step_knows_its_place() -> None:
    assert str(flow_of("      - action: utter_x\n").steps["a/1"].place) == "f.yml:5:9"
