"""The parameters of a call, however they came: JSON, a form, a form with files, the query."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from litestar import Request

from devtools.fake_telegram.refusals import Json, bad

AnyRequest = Request[Any, Any, Any]


@dataclass(frozen=True)
class Parameters:
    """Reads each parameter as its method means it; a wrong one is refused as Telegram does."""

    given: Mapping[str, Any]

    def text(self, name: str, default: str = "") -> str:
        """A string, empty where it is missing."""
        value = self.given.get(name, default)
        return value if isinstance(value, str) else str(value)

    def number(self, name: str, default: int = 0) -> int:
        """A whole number; 400 where it is none."""
        value = self.given.get(name, default)
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad(f"can't parse {name} as a number") from None

    def flag(self, name: str) -> bool:
        """True for what the real server takes as true."""
        return str(self.given.get(name, "")).strip().lower() in {"true", "yes", "1"}

    def structure(self, name: str) -> Any:
        """An object or a list, travelling as such or as its JSON text; None where it is missing."""
        value = self.given.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad(f"can't parse {name} JSON object") from None

    def numbers(self, name: str) -> list[int]:
        """A list of whole numbers."""
        value = self.structure(name)
        if not isinstance(value, list) or not all(isinstance(each, int) for each in value):
            raise bad(f"can't parse {name} as a list of numbers")
        return value


async def read(request: AnyRequest) -> Json:
    """Everything that a call gives; of a file only its name and length are kept."""
    given: Json = dict(parse_qsl(request.url.query, keep_blank_values=True))
    kind, _ = request.content_type
    if kind == "multipart/form-data":
        for name, value in (await request.form()).items():
            given[name] = await _kept(value)
    elif kind == "application/json":
        given |= _parsed(await request.body())
    else:
        given |= parse_qsl((await request.body()).decode(errors="replace"), keep_blank_values=True)
    return given


def _parsed(body: bytes) -> Json:
    try:
        value = json.loads(body or b"{}")
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise bad("can't parse JSON object")
    return value


async def _kept(value: Any) -> Any:
    if hasattr(value, "filename"):
        return {"file_name": value.filename, "file_size": len(await value.read())}
    return value
