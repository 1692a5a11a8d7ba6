"""What the program itself starts, says, reads and fills, so that a check does not call it unused
or missing.

`tests/content/test_program.py` compares these names with the program's own source.
"""

from bot.dialogue.actions import DECLARED
from bot.dialogue.hearing import EVERYWHERE
from bot.dialogue.talk import CONTEXT_NAMES

PATTERNS = (
    *EVERYWHERE.values(),
    "pattern_session_start",
    "pattern_welcome_back",
    "pattern_cannot_handle",
    "pattern_completed",
    "pattern_continue_interrupted",
    "pattern_internal_error",
    "pattern_code_change",
    "pattern_stale_choice",
    "pattern_media",
    "pattern_unscreened",
    "pattern_too_long",
)
"""Flows that the program itself starts."""
RESERVED = ("pattern_flood", "pattern_retraction")
"""Flows that the program or the policy may start, where the content has them."""

OWN_TEXTS = (
    "utter_card_contact",
    "utter_card_contact_web",
    "utter_card_number_first",
    "utter_card_short",
    "utter_card_free",
    "utter_card_day_and_night",
    "utter_card_open_until",
    "utter_card_closed_now",
    "utter_card_hours_unknown",
    "utter_card_hours_unknown_no_url",
    "utter_card_none_open",
    "utter_card_emergency",
    "utter_card_no_country",
    "utter_card_no_text_line",
    "utter_card_writing",
    "utter_card_writing_unsure",
    "utter_card_elsewhere",
    "utter_card_call_button",
    "utter_help_button",
    "utter_choose",
    "utter_risk_again",
)
"""Texts that the program itself says."""

OWN_BEGINNINGS = ("utter_card_", "utter_page_", "utter_telegram_")
"""Texts of cards and of the page around the talk are said by the program, not by flows."""

CONTEXT = frozenset(CONTEXT_NAMES)
OWN_SLOTS = frozenset({"risk_kind", "risk_deadline", "risk_subject"}) | {
    slot for declared in DECLARED.values() for slot in declared.inputs
}
"""Slots that the program reads or fills."""
OWN_VALUES = frozenset({"language"})
