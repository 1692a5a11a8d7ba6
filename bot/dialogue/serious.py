"""What is serious and still stands: URGENT or DANGER that was said, and not said to be wrong."""

from dataclasses import replace

from bot.domain.risk import RiskCategory, RiskLevel, RiskMemory


def still_serious(risk: RiskMemory) -> RiskMemory | None:
    """The remembered risk while help for it has to stay in sight, else None.

    It is about the newest category that was not corrected.
    """
    cards = [
        card
        for card, level in risk.shown.items()
        if level >= RiskLevel.URGENT and card not in risk.corrected
    ]
    if risk.level < RiskLevel.URGENT or not cards:
        return None
    categories = [RiskCategory(name) for card in cards if (name := card.partition("/")[2])]
    if risk.category in categories or not categories:
        return risk
    return replace(risk, category=categories[-1])
