"""What a button means is read exactly or refused."""

import pytest

from bot.dialogue.payloads import Answers, Intends, Types, parse_payload


@pytest.mark.parametrize(
    ("payload", "meaning"),
    [
        ("/help", Intends("help")),
        ("/SetSlots(a=yes)", Answers((("a", "yes"),))),
        ("/SetSlots(a=true, b=12_13,c=3)", Answers((("a", True), ("b", "12_13"), ("c", 3.0)))),
        ("/SetSlots(a=null)", Answers((("a", None),))),
        ('/SetSlots(a="false")', Answers((("a", False),))),
        ("what now", Types("what now")),
    ],
)
def test_a_payload_means_what_it_says(payload: str, meaning: object) -> None:
    assert parse_payload(payload) == meaning


@pytest.mark.parametrize(
    "payload", ["/", "/Help", "/SetSlots()", "/SetSlots(a)", "/a b", "/SetSlots(a=b"]
)
def test_a_payload_that_means_nothing_is_refused(payload: str) -> None:
    with pytest.raises(ValueError, match="is not a payload"):
        parse_payload(payload)
