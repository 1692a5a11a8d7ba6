"""How Telegram says no: a status, a sentence, and sometimes when to come back."""

from typing import Any

Json = dict[str, Any]
"""An object as it travels."""


class Refused(Exception):
    """A call that Telegram answers with `ok: false`."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def as_answer(self) -> Json:
        """The body of the answer."""
        answer: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


def bad(reason: str) -> Refused:
    """What was asked cannot be done: 400."""
    return Refused(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> Refused:
    """Whoever is asked does not want it: 403."""
    return Refused(403, f"Forbidden: {reason}")


def too_many(retry_after: int) -> Refused:
    """Too fast: 429."""
    return Refused(
        429, f"Too Many Requests: retry after {retry_after}", retry_after=max(1, retry_after)
    )
