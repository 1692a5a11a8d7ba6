"""The language of `if:`: a small total parser and its meaning.

There is no eval. A comparison with an unset slot is false, so is one of values that cannot be
compared; only `null` can be
asked for by name (`slots.x is null`). Regular expressions are compiled by what the caller gives
(google-re2 in the loader),
so that no expression can take longer than its text.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.domain.condition import (
    And,
    Comparison,
    Condition,
    Literal,
    Name,
    Not,
    Operand,
    Operator,
    Or,
    Source,
    Truth,
)

Search = Callable[[str], object]
CompileExpression = Callable[[str], Search]
DEEPEST = 20
"""Parentheses and `not` may nest this deep; nobody reads more."""


class ConditionError(ValueError):
    """A condition that cannot be read: `column` counts from 1, the text says what to write."""

    def __init__(self, column: int, message: str) -> None:
        super().__init__(message)
        self.column = column


def parse(text: str, compile_expression: CompileExpression) -> Condition:
    """The condition that the text means; raises ConditionError with the column of what is wrong."""
    reader = _Reader(_tokens(text), compile_expression, len(text) + 1)
    condition = reader.alternatives(0)
    if reader.here.kind != "end":
        raise ConditionError(
            reader.here.column,
            f"`{reader.here.text}` does not belong here: join conditions with `and` or `or`",
        )
    return condition


def holds(
    condition: Condition, slots: Mapping[str, Literal], context: Mapping[str, Literal]
) -> bool:
    """Whether the condition is true of these slots and this context; never raises."""
    if isinstance(condition, And):
        return all(holds(part, slots, context) for part in condition.parts)
    if isinstance(condition, Or):
        return any(holds(part, slots, context) for part in condition.parts)
    if isinstance(condition, Not):
        return not holds(condition.part, slots, context)
    if isinstance(condition, Truth):
        return bool(_value(condition.operand, slots, context))
    return _compare(condition, slots, context)


def names_in(condition: Condition) -> frozenset[Name]:
    """Every slot and context name that the condition asks about."""
    if isinstance(condition, And | Or):
        return frozenset().union(*(names_in(part) for part in condition.parts))
    if isinstance(condition, Not):
        return names_in(condition.part)
    operands = (
        (condition.operand,) if isinstance(condition, Truth) else (condition.left, condition.right)
    )
    return frozenset(operand for operand in operands if isinstance(operand, Name))


def _value(
    operand: Operand, slots: Mapping[str, Literal], context: Mapping[str, Literal]
) -> Literal:
    if not isinstance(operand, Name):
        return operand
    return (slots if operand.source is Source.SLOTS else context).get(operand.name)


def _compare(
    condition: Comparison, slots: Mapping[str, Literal], context: Mapping[str, Literal]
) -> bool:
    left = _value(condition.left, slots, context)
    right = _value(condition.right, slots, context)
    if condition.operator in (Operator.EQUAL, Operator.UNEQUAL) and None in (
        condition.left,
        condition.right,
    ):
        return (left is right) is (condition.operator is Operator.EQUAL)
    if left is None or right is None:
        return False
    if condition.operator is Operator.EQUAL:
        return _same(left, right)
    if condition.operator is Operator.UNEQUAL:
        return not _same(left, right)
    if condition.operator is Operator.MATCHES:
        return bool(condition.search and condition.search(str(left)))
    if condition.operator is Operator.CONTAINS:
        return isinstance(left, str) and str(right) in left
    return _ordered(left, condition.operator, right)


def _same(left: Literal, right: Literal) -> bool:
    # In Python True == 1; an editor who writes `slots.age = 1` does not mean a yes.
    return isinstance(left, bool) is isinstance(right, bool) and left == right


def _ordered(left: Literal, operator: Operator, right: Literal) -> bool:
    if isinstance(left, bool | str | None) or isinstance(right, bool | str | None):
        return False
    if operator is Operator.GREATER:
        return left > right
    if operator is Operator.AT_LEAST:
        return left >= right
    if operator is Operator.LESS:
        return left < right
    return left <= right


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    column: int


_TOKEN = re.compile(
    r"""\s*(?:(?P<string>"[^"\n]*"|'[^'\n]*')|(?P<number>-?\d+(?:\.\d+)?)(?![\w.])
    |(?P<operator>>=|<=|!=|==|>|<|=)|(?P<paren>[()])|(?P<word>[A-Za-z_][\w.]*)|(?P<other>\S))""",
    re.VERBOSE,
)
_WORD_OPERATORS = {"contains": Operator.CONTAINS, "matches": Operator.MATCHES}
_LITERALS: Mapping[str, Literal] = {"true": True, "false": False, "null": None}


def _tokens(text: str) -> list[_Token]:
    tokens = []
    position = 0
    while match := _TOKEN.match(text, position):
        kind = match.lastgroup or "other"
        tokens.append(_Token(kind, match[kind], match.start(kind) + 1))
        position = match.end()
    return tokens


class _Reader:
    """Reads tokens from left to right, one function per level of the grammar."""

    def __init__(
        self, tokens: list[_Token], compile_expression: CompileExpression, end: int
    ) -> None:
        self.tokens = [*tokens, _Token("end", "", end)]
        self.at = 0
        self.compile = compile_expression

    @property
    def here(self) -> _Token:
        return self.tokens[self.at]

    def take(self) -> _Token:
        token = self.here
        self.at = min(self.at + 1, len(self.tokens) - 1)
        return token

    def word(self, text: str) -> bool:
        if self.here.kind == "word" and self.here.text.lower() == text:
            self.take()
            return True
        return False

    def alternatives(self, depth: int) -> Condition:
        parts = [self.conjunction(depth)]
        while self.word("or"):
            parts.append(self.conjunction(depth))
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def conjunction(self, depth: int) -> Condition:
        parts = [self.single(depth)]
        while self.word("and"):
            parts.append(self.single(depth))
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def single(self, depth: int) -> Condition:
        if depth > DEEPEST:
            raise ConditionError(self.here.column, "too many parentheses inside one another")
        if self.word("not"):
            return Not(self.single(depth + 1))
        if self.here.text == "(" and self.here.kind == "paren":
            self.take()
            inner = self.alternatives(depth + 1)
            closing = self.take()
            if closing.text != ")":
                raise ConditionError(closing.column, "a `)` is missing")
            return inner
        return self.comparison()

    def comparison(self) -> Condition:
        left = self.operand()
        operator = self.operator()
        if operator is None:
            return Truth(left)
        column = self.here.column
        right = self.operand()
        if operator is not Operator.MATCHES:
            return Comparison(left, operator, right)
        if not isinstance(right, str):
            raise ConditionError(
                column, '`matches` takes a regular expression in quotes, such as "^[0-9]+$"'
            )
        try:
            return Comparison(left, operator, right, self.compile(right))
        except ValueError as error:
            raise ConditionError(
                column, f"this regular expression cannot be used: {error}"
            ) from None

    def operator(self) -> Operator | None:
        token = self.here
        if token.kind == "operator":
            self.take()
            if token.text == "==":
                raise ConditionError(token.column, "write `=` or `is` instead of `==`")
            return Operator(token.text)
        if token.kind != "word":
            return None
        if self.word("is"):
            return Operator.UNEQUAL if self.word("not") else Operator.EQUAL
        if token.text.lower() in _WORD_OPERATORS:
            self.take()
            return _WORD_OPERATORS[token.text.lower()]
        return None

    def operand(self) -> Operand:
        token = self.take()
        if token.kind == "string":
            return token.text[1:-1]
        if token.kind == "number":
            return float(token.text)
        if token.kind == "word":
            if token.text.lower() in _LITERALS:
                return _LITERALS[token.text.lower()]
            source, dot, name = token.text.partition(".")
            if dot and name and "." not in name and source in ("slots", "context"):
                return Name(Source(source), name)
            raise ConditionError(
                token.column,
                f"`{token.text}` is not known here: write `slots.{token.text}` or use quotes",
            )
        if token.kind == "end":
            raise ConditionError(token.column, "something is missing at the end of this condition")
        raise ConditionError(token.column, f"`{token.text}` cannot be read here")
