"""What the tests of the doctor have in common."""

from collections.abc import Iterable
from typing import Any

from bot.editor.diagnosing import Deployed, Finding, Weight

KEY = "Zk3Q-nT7_vX1pLw9RbYc5HsDf2GmJa8Ue4Kq6Ti0oEsV"


def deployed(**changes: Any) -> Deployed:
    """A deployment with which all is well."""
    given = {
        "is_production": True,
        "public_url": "https://help.example.org",
        "organisation": "A helpline",
        "default_country": "BE",
        "countries": ("BE", "LU"),
        "key": KEY,
        "database": "db.example.org/bot",
        "keys": "keys.example.org/keys",
    }
    return Deployed(**{**given, **changes})


def told(findings: Iterable[Finding], weight: Weight) -> list[str]:
    """What was found of that weight."""
    return [finding.what for finding in findings if finding.weight is weight]


def faults(findings: Iterable[Finding]) -> list[tuple[Weight, str]]:
    """All that is not well."""
    return [(it.weight, it.what) for it in findings if it.weight is not Weight.WELL]
