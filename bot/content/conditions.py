"""Editors' conditions, parsed with google-re2 for `matches`, and their mistakes with a place in
the file.
"""

import re2

from bot.content.reading import Document, Part
from bot.dialogue.conditions import Search, parse
from bot.domain.condition import Condition
from bot.domain.errors import ContentError, WrongShape

LONGEST_EXPRESSION = 500


def condition_at(
    document: Document, path: tuple[Part, ...], text: str, problems: list[ContentError]
) -> Condition | None:
    """What the condition written there means; None when it cannot be read, with the reason in
    `problems`.
    """
    try:
        return parse(text, compile_expression)
    except ValueError as fault:
        column = max(getattr(fault, "column", 1) - 1, 0)
        problems.append(WrongShape(document.inside(path, 0, column), str(fault)))
        return None


def compile_expression(expression: str, longest: int = LONGEST_EXPRESSION) -> Search:
    """The search of a regular expression in time that grows with the text alone; raises
    ValueError.
    """
    if len(expression) > longest:
        raise ValueError(f"it is longer than {longest} characters")
    options = re2.Options()
    options.log_errors = False
    try:
        search: Search = re2.compile(expression, options).search
    except re2.error as fault:
        reason = fault.args[0]
        raise ValueError(reason.decode() if isinstance(reason, bytes) else str(reason)) from None
    return search
