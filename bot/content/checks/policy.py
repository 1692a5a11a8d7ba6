"""The policy answers everything: each level, category, subject and age ends in a rule, whose flow
and lines exist.
"""

from collections.abc import Iterator
from itertools import product

from bot.content.checks.problem import Problem
from bot.content.loaded import Loaded
from bot.content.shaping import meant
from bot.domain.errors import Place
from bot.domain.flow import FlowKind
from bot.domain.policy import PolicyRule
from bot.domain.risk import RiskCategory, RiskLevel, RiskSubject, SignalKind

FAMILY = "policy"
BANDS = ("under_12", "12_13", "14_15", "16_17", "18_plus", "unsaid")


def check(loaded: Loaded) -> list[Problem]:
    """Cases without an answer, rules that are never taken, flows that do not exist."""
    return [*_cases(loaded), *_flows(loaded)]


def _cases(loaded: Loaded) -> Iterator[Problem]:
    policy = loaded.library.policy
    used: set[int] = set()
    missing: dict[str, None] = {}
    categories: list[RiskCategory | None] = [None, *RiskCategory]
    for level, category, subject, band, kind in product(
        RiskLevel, categories, RiskSubject, BANDS, SignalKind
    ):
        rule = policy.rule(level, category, subject, band, kind)
        if rule is None and level is not RiskLevel.NONE:
            missing.setdefault(f"{level.name}, {kind.value}")
        elif rule is not None:
            used.add(id(rule))
    for case in missing:
        message = f"no rule answers {case}: end with one that fits everything"
        yield Problem(Place("content/policy.yml"), FAMILY, message)
    for rule in policy.rules:
        if id(rule) not in used:
            message = "this rule is never taken, those above it fit first: move it up, or delete it"
            yield Problem(rule.place, FAMILY, message)


def _flows(loaded: Loaded) -> Iterator[Problem]:
    flows = loaded.library.flows
    for rule in loaded.library.policy.rules:
        if rule.flow is None:
            if any(level >= RiskLevel.SUPPORT for level in rule.levels):
                message = "from SUPPORT up something is answered: name a flow"
                yield Problem(rule.place, FAMILY, message)
        elif rule.flow not in flows:
            hint = meant(rule.flow, flows)
            yield Problem(rule.place, FAMILY, f"there is no flow `{rule.flow}`{hint}")
        elif _is_serious(rule) and flows[rule.flow].meta.kind not in (
            FlowKind.SAFETY,
            FlowKind.PATTERN,
        ):
            message = (
                f"`{rule.flow}` answers a risk: make it `kind: safety` in `content/flow_meta.yml`"
            )
            yield Problem(rule.place, FAMILY, message)


def _is_serious(rule: PolicyRule) -> bool:
    return any(level >= RiskLevel.URGENT for level in rule.levels)
