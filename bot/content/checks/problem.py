"""What a check found, and where."""

from dataclasses import dataclass

from bot.domain.errors import ContentError, Place


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right: an error stops a release, a warning asks for a look."""

    place: Place
    family: str
    message: str
    error: bool = True

    def __str__(self) -> str:
        kind = "error" if self.error else "warning"
        return f"{self.place}: {kind} {self.family}: {self.message}"

    @classmethod
    def of(cls, fault: ContentError) -> "Problem":
        """A file that cannot be read, as a problem like any other."""
        return cls(fault.place, "reading", fault.message)
