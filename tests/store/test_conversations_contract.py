"""What every store of conversations promises; the same cases run over memory and SQLite."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.conversation import Conversation
from bot.domain.errors import StoreError, StoreUnavailable
from bot.domain.message import Address, Choice, Inbound, Reply
from bot.ports import Conversations
from tests.store.turning import HERE, NOW, answers, forget, names, recalled, said, turn

ELSEWHERE = Address("telegram", "4711")


async def test_nothing_is_remembered_of_a_stranger(conversations: Conversations) -> None:
    assert await recalled(conversations) is None
    assert await conversations.replies_after(HERE, 0) == []


async def test_a_kept_conversation_is_recalled(conversations: Conversations) -> None:
    await turn(conversations, said("m1"), slots={"country": "BE"}, owner="queue")
    expected = Conversation(HERE, "en", {"country": "BE"}, owner="queue", seq=2, last_at=NOW)
    assert await recalled(conversations) == expected


async def test_conversations_do_not_mix(conversations: Conversations) -> None:
    await turn(conversations, said("m1"), slots={"country": "BE"})
    await turn(conversations, said("m1", ELSEWHERE), slots={"country": "FR"})
    assert [c.slot("country") for c in [await recalled(conversations)] if c] == ["BE"]
    assert [c.slot("country") for c in [await recalled(conversations, ELSEWHERE)] if c] == ["FR"]


async def test_the_same_id_on_two_channels_is_two_conversations(
    conversations: Conversations,
) -> None:
    await turn(conversations, said("m1", Address("web", "1")))
    assert await recalled(conversations, Address("telegram", "1")) is None


async def test_replies_are_numbered_on_from_turn_to_turn(conversations: Conversations) -> None:
    assert names(await turn(conversations, said("m1"))) == [(1, "utter_m1_1"), (2, "utter_m1_2")]
    assert names(await turn(conversations, said("m2"))) == [(3, "utter_m2_1"), (4, "utter_m2_2")]


async def test_a_message_has_its_effect_once(conversations: Conversations) -> None:
    first = await turn(conversations, said("m1"), slots={"country": "BE"})
    again = await turn(conversations, said("m1"), slots={"country": "FR"})
    assert names(again) == names(first)
    assert [c.slot("country") for c in [await recalled(conversations)] if c] == ["BE"]


async def test_an_old_message_comes_back_with_its_own_replies(conversations: Conversations) -> None:
    first = await turn(conversations, said("m1"))
    await turn(conversations, said("m2"))
    assert names(await turn(conversations, said("m1"))) == names(first)


async def test_a_turn_without_replies_is_seen_too(conversations: Conversations) -> None:
    await turn(conversations, said("m1"), replies=())
    async with conversations.work() as work:
        assert await work.seen(HERE, "m1") == []
        assert await work.seen(HERE, "m2") is None


async def test_twenty_times_the_same_message_at_once_is_one_turn(
    conversations: Conversations,
) -> None:
    turns = await asyncio.gather(*(turn(conversations, said("m1")) for _ in range(20)))
    assert {tuple(names(numbered)) for numbered in turns} == {
        ((1, "utter_m1_1"), (2, "utter_m1_2"))
    }
    assert len(await conversations.replies_after(HERE, 0)) == 2


async def test_a_duplicate_that_looked_before_the_first_was_kept_is_found_by_its_key(
    conversations: Conversations,
) -> None:
    inbound, conversation = said("m1"), Conversation(HERE, "en")
    async with conversations.work() as late:
        assert await late.seen(HERE, "m1") is None
        await turn(conversations, inbound)
        kept = await late.keep(inbound, conversation, answers("other"), ())
        await late.commit()
    assert names(kept) == [(1, "utter_m1_1"), (2, "utter_m1_2")]


async def test_twenty_messages_at_once_are_numbered_without_gaps(
    conversations: Conversations,
) -> None:
    lane = asyncio.Lock()

    async def take(name: str) -> list[tuple[int, str]]:
        async with lane:
            return names(await turn(conversations, said(name)))

    turns = await asyncio.gather(*(take(f"m{n}") for n in range(20)))
    assert sorted(seq for numbered in turns for seq, _ in numbered) == list(range(1, 41))
    assert [seq for seq, _ in await conversations.replies_after(HERE, 0)] == list(range(1, 41))


async def test_many_conversations_at_once_each_count_for_themselves(
    conversations: Conversations,
) -> None:
    addresses = [Address("web", str(number)) for number in range(20)]
    for message in ("m1", "m2"):
        await asyncio.gather(*(turn(conversations, said(message, who)) for who in addresses))
    seqs = [[s for s, _ in await conversations.replies_after(who, 0)] for who in addresses]
    assert seqs == [[1, 2, 3, 4]] * 20


async def test_what_went_on_meanwhile_is_not_overwritten(conversations: Conversations) -> None:
    await turn(conversations, said("m1"))
    async with conversations.work() as slow:
        old = await slow.recall(HERE)
        assert old is not None
        await turn(conversations, said("m2"), slots={"country": "LU"})
        with pytest.raises(StoreUnavailable):
            await slow.keep(said("m3"), old, answers("m3"), ())
    assert [c.slot("country") for c in [await recalled(conversations)] if c] == ["LU"]
    assert [s for s, _ in await conversations.replies_after(HERE, 0)] == [1, 2, 3, 4]


async def test_what_was_forgotten_meanwhile_does_not_come_back(
    conversations: Conversations,
) -> None:
    await turn(conversations, said("m1"), slots={"country": "LU"})
    async with conversations.work() as slow:
        old = await slow.recall(HERE)
        assert old is not None
        await forget(conversations)
        await turn(conversations, said("m1"))
        with pytest.raises(StoreUnavailable):
            await slow.keep(said("m2"), old, answers("m2"), ())
    assert [c.slots for c in [await recalled(conversations)] if c] == [{}]


async def test_what_was_forgotten_meanwhile_is_not_written_again(
    conversations: Conversations,
) -> None:
    await turn(conversations, said("m1"))
    async with conversations.work() as slow:
        old = await slow.recall(HERE)
        assert old is not None
        await forget(conversations)
        with pytest.raises(StoreUnavailable):
            await slow.keep(said("m2"), old, answers("m2"), ())
    assert await recalled(conversations) is None


async def test_acknowledging_meanwhile_does_not_disturb_a_turn(
    conversations: Conversations,
) -> None:
    await turn(conversations, said("m1"))
    async with conversations.work() as slow:
        old = await slow.recall(HERE)
        assert old is not None
        await conversations.acknowledge(HERE, 2)
        kept = await slow.keep(said("m2"), old, answers("m2"), ())
        await slow.commit()
    assert [seq for seq, _ in kept] == [3, 4]


async def test_leaving_without_commit_undoes_the_turn(conversations: Conversations) -> None:
    await turn(conversations, said("m1"))
    async with conversations.work() as work:
        conversation = await work.recall(HERE)
        assert conversation is not None
        await work.keep(said("m2"), conversation, answers("m2"), ())
    assert names(await conversations.replies_after(HERE, 2)) == []
    assert names(await turn(conversations, said("m2"))) == [(3, "utter_m2_1"), (4, "utter_m2_2")]


async def test_an_error_inside_undoes_the_turn_and_goes_on(conversations: Conversations) -> None:
    async def run_out_of_time() -> None:
        async with conversations.work() as work:
            await work.keep(said("m1"), Conversation(HERE, "en"), answers("m1"), ())
            raise TimeoutError

    with pytest.raises(TimeoutError):
        await run_out_of_time()
    assert await recalled(conversations) is None


async def test_forgetting_is_undone_without_commit(conversations: Conversations) -> None:
    await turn(conversations, said("m1"))
    async with conversations.work() as work:
        await work.forget(HERE)
    assert await recalled(conversations) is not None
    assert names(await conversations.replies_after(HERE, 1)) == [(2, "utter_m1_2")]


async def test_a_turn_sees_what_it_kept_itself(conversations: Conversations) -> None:
    async with conversations.work() as work:
        await work.keep(said("m1"), Conversation(HERE, "fr"), answers("m1"), ())
        found = await work.recall(HERE)
        assert found is not None
        assert found.language == "fr"
        assert names(await work.seen(HERE, "m1")) == [(1, "utter_m1_1"), (2, "utter_m1_2")]


async def test_what_is_not_committed_is_not_seen_by_others(conversations: Conversations) -> None:
    async with conversations.work() as work:
        await work.keep(said("m1"), Conversation(HERE, "fr"), answers("m1"), ())
        assert await recalled(conversations) is None
        assert await conversations.replies_after(HERE, 0) == []


async def test_replies_come_back_as_they_were_said(conversations: Conversations) -> None:
    reply = Reply(
        "utter_menu",
        "fr",
        "utter_menu",
        variation=2,
        values={"country": "Belgique"},
        choices=(Choice("Ça va", "/ok"),),
        safety=True,
    )
    await turn(conversations, said("m1"), replies=(reply,))
    assert await conversations.replies_after(HERE, 0) == [(1, reply)]


async def test_only_replies_after_the_seq_come_back(conversations: Conversations) -> None:
    await turn(conversations, said("m1"))
    await turn(conversations, said("m2"))
    assert [seq for seq, _ in await conversations.replies_after(HERE, 3)] == [4]


async def test_acknowledged_replies_are_gone_and_the_counter_goes_on(
    conversations: Conversations,
) -> None:
    await turn(conversations, said("m1"))
    await conversations.acknowledge(HERE, 1)
    assert [seq for seq, _ in await conversations.replies_after(HERE, 0)] == [2]
    assert [seq for seq, _ in await turn(conversations, said("m2"))] == [3, 4]


async def test_an_acknowledged_message_is_still_known(conversations: Conversations) -> None:
    await turn(conversations, said("m1"))
    await conversations.acknowledge(HERE, 2)
    assert names(await turn(conversations, said("m1"))) == []
    assert await conversations.replies_after(HERE, 0) == []


async def test_acknowledging_for_a_stranger_does_nothing(conversations: Conversations) -> None:
    await conversations.acknowledge(HERE, 7)
    assert await recalled(conversations) is None


async def test_of_a_forgotten_conversation_nothing_comes_back(conversations: Conversations) -> None:
    await turn(conversations, said("m1"))
    await forget(conversations)
    assert await recalled(conversations) is None
    assert await conversations.replies_after(HERE, 0) == []
    async with conversations.work() as work:
        assert await work.seen(HERE, "m1") is None


async def test_after_forgetting_a_new_conversation_begins(conversations: Conversations) -> None:
    await turn(conversations, said("m1"), slots={"country": "BE"})
    await forget(conversations)
    assert names(await turn(conversations, said("m1"))) == [(1, "utter_m1_1"), (2, "utter_m1_2")]
    assert [c.slots for c in [await recalled(conversations)] if c] == [{}]


async def test_keeping_and_forgetting_in_one_turn_forgets(conversations: Conversations) -> None:
    await turn(conversations, said("m1"))
    async with conversations.work() as work:
        found = await work.recall(HERE)
        assert found is not None
        await work.keep(said("m2"), found, answers("m2"), ())
        await work.forget(HERE)
        await work.commit()
    assert await recalled(conversations) is None


async def test_nothing_can_be_kept_after_forgetting_in_one_turn(
    conversations: Conversations,
) -> None:
    async with conversations.work() as work:
        await work.forget(HERE)
        with pytest.raises(StoreError):
            await work.keep(said("m1"), Conversation(HERE, "en"), (), ())


async def test_forgetting_a_stranger_is_fine(conversations: Conversations) -> None:
    await forget(conversations)
    assert await recalled(conversations) is None


async def test_forgetting_leaves_the_others(conversations: Conversations) -> None:
    await turn(conversations, said("m1"))
    await turn(conversations, said("m1", ELSEWHERE))
    await forget(conversations)
    assert await recalled(conversations, ELSEWHERE) is not None


@pytest.mark.parametrize(
    ("channel", "kept"),
    [("web", timedelta(hours=24)), ("telegram", timedelta(days=30)), ("x", timedelta(hours=24))],
)
async def test_a_quiet_conversation_is_forgotten_in_time_and_not_before(
    conversations: Conversations, channel: str, kept: timedelta
) -> None:
    address = Address(channel, "1")
    await turn(conversations, said("m1", address))
    assert await conversations.expire(NOW + kept) == 0
    assert await recalled(conversations, address) is not None
    assert await conversations.expire(NOW + kept + timedelta(seconds=1)) == 1
    assert await recalled(conversations, address) is None


async def test_writing_again_keeps_a_conversation(conversations: Conversations) -> None:
    await turn(conversations, said("m1"))
    await turn(conversations, said("m2", at=NOW + timedelta(hours=20)))
    assert await conversations.expire(NOW + timedelta(hours=30)) == 0


async def test_message_ids_of_telegram_are_kept_for_eight_days(
    conversations: Conversations,
) -> None:
    await turn(conversations, said("m1", ELSEWHERE))
    for days, is_known in ((8, True), (9, False)):
        await conversations.expire(NOW + timedelta(days=days))
        async with conversations.work() as work:
            assert (await work.seen(ELSEWHERE, "m1") is not None) is is_known


async def test_message_ids_of_the_page_stay_with_the_conversation(
    conversations: Conversations,
) -> None:
    await turn(conversations, said("m1"))
    for day in range(1, 12):
        later = NOW + timedelta(hours=23 * day)
        await turn(conversations, said(f"later{day}", at=later))
        await conversations.expire(later)
    async with conversations.work() as work:
        assert await work.seen(HERE, "m1") is not None


async def test_a_message_that_is_no_text_is_kept_like_any_other(
    conversations: Conversations,
) -> None:
    await turn(conversations, Inbound(HERE, "m1", NOW, choice="/menu"))
    await turn(conversations, Inbound(HERE, "m2", NOW, started=True))
    assert [seq for seq, _ in await conversations.replies_after(HERE, 0)] == [1, 2, 3, 4]
