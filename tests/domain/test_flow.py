"""A slot takes its own values and no other; there is none for free text."""

import pytest

from bot.domain.flow import Slot, SlotType, SlotValue

COLOUR = Slot("colour", SlotType.CATEGORICAL, ("red", "blue"))
SURE = Slot("sure", SlotType.BOOL)
SIZE = Slot("size", SlotType.FLOAT)


@pytest.mark.parametrize(
    ("slot", "value"),
    [(COLOUR, "red"), (COLOUR, None), (SURE, False), (SIZE, 2.5), (SIZE, 3)],
)
def test_a_slot_takes_its_values(slot: Slot, value: SlotValue) -> None:
    assert slot.takes(value)


@pytest.mark.parametrize(
    ("slot", "value"),
    [(COLOUR, "green"), (COLOUR, True), (SURE, "true"), (SURE, 1.0), (SIZE, True), (SIZE, "3")],
)
def test_a_slot_takes_no_other_value(slot: Slot, value: SlotValue) -> None:
    assert not slot.takes(value)
