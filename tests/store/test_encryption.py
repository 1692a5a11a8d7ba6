import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import StoreError
from bot.domain.message import Address
from bot.store.encryption import DataKey, Names, seal, unseal, wrapping_key

SECRET = bytes(32)
OTHER = bytes([1]) + bytes(31)
KEY = DataKey("a-conversation", "a-key", SECRET)
NAMES = Names(SECRET)


@given(st.binary(max_size=600), st.text(max_size=20), st.integers())
def test_what_is_sealed_opens_again(plain: bytes, purpose: str, number: int) -> None:
    assert unseal(SECRET, seal(SECRET, plain, purpose, number), purpose, number) == plain


def test_the_same_text_is_sealed_differently_each_time() -> None:
    assert seal(SECRET, b"yes", "state", 1) != seal(SECRET, b"yes", "state", 1)


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(StoreError):
        unseal(OTHER, seal(SECRET, b"yes", "state", 1), "state", 1)


@pytest.mark.parametrize("about", [("state", 2), ("reply", 1), ("state1",), ("state", "1")])
def test_it_does_not_open_in_another_place(about: tuple[str | int, ...]) -> None:
    with pytest.raises(StoreError):
        unseal(SECRET, seal(SECRET, b"yes", "state", 1), *about)


def test_values_of_one_conversation_do_not_open_in_another() -> None:
    other = DataKey("another-conversation", "a-key", SECRET)
    with pytest.raises(StoreError):
        other.unseal(KEY.seal({"country": "BE"}, "state", 1), "state", 1)


@given(st.integers(0, 60), st.integers(0, 255))
def test_one_changed_byte_is_noticed(place: int, value: int) -> None:
    sealed = bytearray(KEY.seal({"country": "BE"}, "state", 1))
    if sealed[place] == value:
        return
    sealed[place] = value
    with pytest.raises(StoreError):
        KEY.unseal(bytes(sealed), "state", 1)


@pytest.mark.parametrize("sealed", [b"", b"short", bytes(12), bytes(28)])
def test_what_was_never_sealed_is_refused(sealed: bytes) -> None:
    with pytest.raises(StoreError):
        unseal(SECRET, sealed, "state")


def test_the_size_does_not_tell_how_much_is_in_it() -> None:
    little, more = KEY.seal({}, "state", 1), KEY.seal({"slots": "x" * 200}, "state", 1)
    assert len(little) == len(more)


def test_a_key_does_not_show_itself() -> None:
    assert str(SECRET) not in repr(DataKey("c", "k", SECRET))


def test_an_address_is_named_the_same_each_time_and_by_channel() -> None:
    here = NAMES.conversation_id(Address("web", "1"))
    assert here == Names(SECRET).conversation_id(Address("web", "1"))
    assert here != NAMES.conversation_id(Address("telegram", "1"))
    assert here != Names(OTHER).conversation_id(Address("web", "1"))


def test_parts_of_a_name_do_not_run_into_each_other() -> None:
    assert NAMES.message_id("a", "bc") != NAMES.message_id("ab", "c")


def test_each_use_has_a_key_of_its_own() -> None:
    names = {NAMES.erasure("x"), NAMES.message_id("x", ""), NAMES.conversation_id(Address("x", ""))}
    assert len(names) == 3
    assert wrapping_key(SECRET) != SECRET


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_key_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(StoreError, match="32 bytes"):
        Names(bytes(length))
