"""A finding, and how a list of them is told."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as Late
from dataclasses import dataclass
from enum import Enum
from typing import TextIO, TypeVar

from bot.domain.errors import BotError

Result = TypeVar("Result")


class Weight(Enum):
    """How much it matters; the value is the heading it stands under."""

    UNSAFE = "Unsafe"
    MISSING = "Missing"
    UNDECIDED = "Undecided"
    WELL = "Well"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    weight: Weight
    what: str
    why: str = ""
    mend: str = ""

    def __str__(self) -> str:
        if self.weight is Weight.WELL:
            return f"- {self.what}"
        return f"- {self.what}: {self.why}.\n    {self.mend[:1].upper()}{self.mend[1:]}."


def well(what: str) -> Finding:
    """Nothing to do."""
    return Finding(Weight.WELL, what)


def unsafe(what: str, why: str, mend: str) -> Finding:
    """A young person may come to harm."""
    return Finding(Weight.UNSAFE, what, why, mend)


def missing(what: str, why: str, mend: str) -> Finding:
    """Something does not work, or not well."""
    return Finding(Weight.MISSING, what, why, mend)


def undecided(what: str, why: str, mend: str) -> Finding:
    """Only people can say."""
    return Finding(Weight.UNDECIDED, what, why, mend)


def tell(findings: Iterable[Finding], out: TextIO, *, everything: bool = False) -> int:
    """Prints them, the worst first; 1 where one is unsafe, else 0."""
    found = list(findings)
    for weight in Weight:
        those = [finding for finding in found if finding.weight is weight]
        if those and (everything or weight is not Weight.WELL):
            print(weight.value, *those, "", sep="\n", file=out)
    number = sum(finding.weight is Weight.WELL for finding in found)
    more = "" if everything else ": ./run doctor --all names them"
    print(f"{number} of {len(found)} things that were looked at are well{more}.", file=out)
    return int(any(finding.weight is Weight.UNSAFE for finding in found))


class Silent(BotError):
    """It did not answer in time."""


def within(seconds: float, work: Callable[[], Result]) -> Result:
    """What the work returns or raises; Silent where it takes longer, and then it is left alone."""
    done: Future[Result] = Future()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as error:
            done.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        return done.result(seconds)
    except Late:
        if done.done():
            raise
        raise Silent("It does not answer.") from None
