"""What one turn of the engine costs on the shipped content, next to copying the conversation."""

import copy
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from benchmarks.figures import milliseconds, percentile
from bot.content.loader import load
from bot.dialogue.engine import advance
from bot.domain.conversation import Conversation
from bot.domain.heard import Facts, Heard, Pressed, Resume, Said, Started
from bot.domain.message import Address


def run(out: TextIO, turns: int = 3000) -> dict[str, float]:
    """Measures, prints and gives the figures, in milliseconds."""
    library = load(Path())
    facts = Facts(datetime.now(UTC), "web", ("en", "fr"), ("BE", "LU", "FR"))
    address = Address("web", "one")
    state = Conversation(address, "en", slots={"country": "BE"})

    def turn(number: int) -> None:
        nonlocal state
        resume: Resume = Started()
        if state.wait and number % 7:
            choices = state.wait.choices
            resume = Pressed(choices[number % len(choices)].payload) if choices else Said("1")
        elif state.wait:
            resume = Said("no idea what to say to that")
        state = advance(state, Heard(resume), library, facts).conversation

    taken = milliseconds(turn, turns)
    copying = milliseconds(lambda _: copy.deepcopy(state), 500)
    figures = {
        "engine turn p50 (ms)": percentile(taken, 0.5),
        "engine turn p99 (ms)": percentile(taken, 0.99),
        "bound: copying a conversation p50 (ms)": percentile(copying, 0.5),
    }
    for name, figure in figures.items():
        print(f"{name:<46}{figure:9.3f}", file=out)
    return figures
