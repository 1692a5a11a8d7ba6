"""`./run graph FLOW`: a flow as Mermaid text and as a picture, for people who review what
happens.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from bot.content.loader import load
from bot.dialogue.payloads import Answers, Intends, parse_payload
from bot.domain.condition import And, Comparison, Condition, Name, Not, Operand, Or, Truth
from bot.domain.errors import UnknownCommand
from bot.domain.flow import (
    END,
    Action,
    Branch,
    Call,
    Collect,
    Flow,
    Link,
    SetSlots,
    SlotValue,
    Step,
)
from bot.domain.library import Library
from bot.editor.drawing import Arrow, Box, draw


def run(root: Path, flow_id: str, language: str, out: Path, told: TextIO) -> None:
    """Writes `<flow>.mmd` and `<flow>.svg` into the folder and tells their paths; raises
    UnknownCommand.
    """
    library = load(root)
    flow = library.flows.get(flow_id)
    if flow is None:
        known = ", ".join(sorted(library.flows))
        raise UnknownCommand(f"There is no flow `{flow_id}`. There is: {known}")
    if language not in library.languages:
        raise UnknownCommand(f"There is no language `{language}`: {', '.join(library.languages)}")
    out.mkdir(parents=True, exist_ok=True)
    for ending, text in (
        ("mmd", mermaid(flow, library, language)),
        ("svg", picture(flow, library, language)),
    ):
        path = out / f"{flow_id}.{ending}"
        path.write_text(text, encoding="utf-8")
        print(path, file=told)


def picture(flow: Flow, library: Library, language: str) -> str:
    """The flow as SVG."""
    return draw(flow.name or flow.id, boxes_of(flow, library, language), arrows_of(flow))


def mermaid(flow: Flow, library: Library, language: str) -> str:
    """The flow as Mermaid text."""
    numbers = {box.id: f"s{number}" for number, box in enumerate(boxes_of(flow, library, language))}
    lines = [f"%% {flow.id}: {' '.join(flow.description.split())}", "flowchart TD"]
    for box in boxes_of(flow, library, language):
        words = "<br/>".join(_mermaid_text(part) for part in box.words)
        left, right = ("{{", "}}") if box.kind == "ask" else ("[", "]")
        lines.append(f'  {numbers[box.id]}{left}"{words}"{right}')
    for arrow in arrows_of(flow):
        label = f'|"{_mermaid_text(arrow.words)}"|' if arrow.words else ""
        lines.append(f"  {numbers[arrow.source]} -->{label} {numbers[arrow.target]}")
    return "\n".join(lines) + "\n"


def boxes_of(flow: Flow, library: Library, language: str) -> list[Box]:
    """Each step in the order it is reached; where the flow ends stands in the step itself."""
    boxes = []
    for id in _in_order(flow):
        step = flow.steps[id]
        box = _box(step, library, language)
        ends = () if isinstance(step, Link) else tuple(_ends(step))
        boxes.append(Box(box.id, box.kind, (*box.words, *ends)))
    return boxes


def arrows_of(flow: Flow) -> list[Arrow]:
    """Every way on, with its condition."""
    return [
        Arrow(id, branch.target, _way(flow.steps[id], branch))
        for id in _in_order(flow)
        for branch in flow.steps[id].next
        if branch.target != END
    ]


def _ends(step: Step) -> Iterator[str]:
    for branch in step.next:
        if branch.target == END:
            way = _way(step, branch)
            yield f"{way}: END" if way else END


def _way(step: Step, branch: Branch) -> str:
    if branch.condition is None:
        return "else" if len(step.next) > 1 else ""
    words = written(branch.condition)
    # Under a question its own slot goes without saying.
    return words.removeprefix(f"{step.slot} = ") if isinstance(step, Collect) else words


def written(condition: Condition) -> str:
    """The condition as an editor writes it."""
    if isinstance(condition, And | Or):
        word = " and " if isinstance(condition, And) else " or "
        return word.join(
            f"({written(part)})" if isinstance(part, And | Or) else written(part)
            for part in condition.parts
        )
    if isinstance(condition, Not):
        return f"not {written(condition.part)}"
    if isinstance(condition, Truth):
        return _operand(condition.operand)
    return _comparison(condition)


def _comparison(condition: Comparison) -> str:
    return f"{_operand(condition.left)} {condition.operator.value} {_operand(condition.right)}"


def _operand(operand: Operand) -> str:
    if isinstance(operand, Name):
        return operand.name if operand.source == "slots" else f"{operand.source}.{operand.name}"
    return _value(operand)


def _value(value: SlotValue) -> str:
    if value is None:
        return "null"
    return (
        str(value).lower()
        if isinstance(value, bool)
        else f"{value:g}"
        if isinstance(value, float)
        else str(value)
    )


def _in_order(flow: Flow) -> list[str]:
    """Steps as a reader meets them; what is out of reach comes last."""
    found: dict[str, None] = {}
    waiting = [flow.first]
    while waiting:
        id = waiting.pop()
        if id not in found and id in flow.steps:
            found[id] = None
            waiting += [branch.target for branch in reversed(flow.steps[id].next)]
    return [*found, *(id for id in flow.steps if id not in found)]


def _box(step: Step, library: Library, language: str) -> Box:
    name = step.id if step.named else ""
    if isinstance(step, Collect):
        asked = tuple(_said(library, step.utter, language))
        return Box(step.id, "ask", (name or step.slot, *asked))
    if isinstance(step, Action) and step.name.startswith("utter_"):
        return Box(step.id, "say", (step.name, *_said(library, step.name, language)))
    if isinstance(step, Action):
        return Box(step.id, "do", (step.name,))
    if isinstance(step, Call | Link):
        verb = "call" if isinstance(step, Call) else "link"
        return Box(step.id, "go", (f"{verb}: {step.flow}",))
    if isinstance(step, SetSlots):
        return Box(
            step.id, "set", tuple(f"{slot} = {_value(value)}" for slot, value in step.values)
        )
    return Box(step.id, "set", (name or "choose",))


def _said(library: Library, name: str, language: str) -> Iterator[str]:
    """The first default variation's words and buttons."""
    response = library.response(name, language)
    for variation in response.variations if response else ():
        if variation.condition or variation.channel:
            continue
        if variation.text:
            yield " ".join(variation.text.split())
        yield from (f"[{choice.title}] {_leads(choice.payload)}" for choice in variation.choices)
        return


def _leads(payload: str) -> str:
    meaning = parse_payload(payload)
    if isinstance(meaning, Answers):
        return "→ " + ", ".join(_value(value) for _, value in meaning.values)
    return f"→ /{meaning.intent}" if isinstance(meaning, Intends) else ""


def _mermaid_text(text: str) -> str:
    text = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("#", "&num;")
