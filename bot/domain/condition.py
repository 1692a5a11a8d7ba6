"""Conditions as values: what an editor's `if:` means, once it is parsed.

The language is small and total: a comparison with an unset slot is false, and nothing in it can
fail or loop.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    """Where a name's value is looked up."""

    SLOTS = "slots"
    CONTEXT = "context"


@dataclass(frozen=True, slots=True)
class Name:
    """`slots.x` or `context.x`."""

    source: Source
    name: str


Literal = str | float | bool | None
Operand = Name | Literal


class Operator(StrEnum):
    """How two operands are compared. `=` and `is` are one; `!=` and `is not` are one."""

    GREATER = ">"
    AT_LEAST = ">="
    LESS = "<"
    AT_MOST = "<="
    EQUAL = "="
    UNEQUAL = "!="
    CONTAINS = "contains"
    MATCHES = "matches"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two operands and an operator; for MATCHES, `search` is the compiled expression."""

    left: Operand
    operator: Operator
    right: Operand
    search: Callable[[str], object] | None = None


@dataclass(frozen=True, slots=True)
class Truth:
    """A name or literal that stands by itself."""

    operand: Operand


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class And:
    """All of them."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of them."""

    parts: tuple["Condition", ...]


Condition = Comparison | Truth | Not | And | Or
