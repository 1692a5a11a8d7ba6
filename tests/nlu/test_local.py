"""An example that stands in the message is the intent; nothing else is."""

import pytest

from bot.nlu.local import LocalNlu

NLU = LocalNlu(
    {
        "en": {
            "second_account": ["another account"],
            "paid": ["i paid"],
            "paid_twice": ["i paid again"],
        },
        "fr": {"second_account": ["un autre compte"]},
    }
)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("now he writes from ANOTHER account", "second_account"),
        ("mtn elle mecrit avec un autre compte!!", "second_account"),
        ("i paid", "paid"),
        ("ok i paid again", "paid_twice"),
    ],
)
async def test_an_example_inside_the_message_is_understood(text: str, intent: str) -> None:
    understood = await NLU.understand(text, "en")
    assert understood is not None
    assert understood.intent == intent


@pytest.mark.parametrize("text", ["", "unpaid", "account another", "i will pay", "💥" * 50])
async def test_anything_else_is_not(text: str) -> None:
    assert await NLU.understand(text, "en") is None
