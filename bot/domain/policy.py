"""What the bot does at a risk: level × category × subject × age band → flow and kinds of helpline.

The rules are content (`content/policy.yml`), read by people; the first that fits is taken.
"""

from dataclasses import dataclass, field

from bot.domain.errors import Place
from bot.domain.helpline import HelplineKind
from bot.domain.risk import RiskAssessment, RiskCategory, RiskLevel, RiskSubject, SignalKind


@dataclass(frozen=True, slots=True)
class PolicyRule:
    """One line of the policy; an empty set of anything means "any"."""

    flow: str | None
    """None: carry on (the level is remembered all the same)."""
    helplines: tuple[HelplineKind, ...]
    """In the order they are offered."""
    levels: frozenset[RiskLevel] = frozenset()
    categories: frozenset[RiskCategory] = frozenset()
    subjects: frozenset[RiskSubject] = frozenset()
    age_bands: frozenset[str] = frozenset()
    kinds: frozenset[SignalKind] = frozenset({SignalKind.STATED})
    number_first: bool = False
    """DANGER's order: one short sentence and one number in the first bubble."""
    most: int = 1
    """How many contacts a card shows at most."""
    place: Place = field(default=Place("?"), compare=False)

    def fits(
        self,
        level: RiskLevel,
        category: RiskCategory | None,
        subject: RiskSubject,
        age_band: str,
        kind: SignalKind = SignalKind.STATED,
    ) -> bool:
        """Whether this line is about such a case."""
        return (
            (not self.levels or level in self.levels)
            and (not self.categories or category in self.categories)
            and (not self.subjects or subject in self.subjects)
            and (not self.age_bands or age_band in self.age_bands)
            and kind in self.kinds
        )


@dataclass(frozen=True, slots=True)
class Policy:
    """All lines, in order. The last ones fit everything, so there is always an answer (the check
    proves it).
    """

    rules: tuple[PolicyRule, ...]

    def rule_for(self, assessment: RiskAssessment, age_band: str) -> PolicyRule | None:
        """The first line that fits the judgement."""
        return self.rule(
            assessment.level, assessment.category, assessment.subject, age_band, assessment.kind
        )

    def rule(
        self,
        level: RiskLevel,
        category: RiskCategory | None,
        subject: RiskSubject = RiskSubject.SELF,
        age_band: str = "unsaid",
        kind: SignalKind = SignalKind.STATED,
    ) -> PolicyRule | None:
        """The first line that fits these."""
        for rule in self.rules:
            if rule.fits(level, category, subject, age_band, kind):
                return rule
        return None
