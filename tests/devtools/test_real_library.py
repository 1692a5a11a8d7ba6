"""The library of the real bot talks with the fake and finds nothing strange."""

from collections.abc import AsyncIterator

import pytest
import telegram as library
from telegram import error
from telegram.request import HTTPXRequest

from devtools.fake_telegram import FakeTelegram, Person
from devtools.fake_telegram.faults import Kind
from devtools.fake_telegram.media import FILES, KINDS

KEYBOARD = library.InlineKeyboardMarkup([[library.InlineKeyboardButton("Oui", callback_data="a")]])


@pytest.fixture(autouse=True)
def durations(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library warns of numbers where it will give durations."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
async def bot(telegram: FakeTelegram) -> AsyncIterator[library.Bot]:
    request, polling = (HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2))
    async with library.Bot(
        telegram.token,
        telegram.base_url,
        telegram.base_file_url,
        request=request,
        get_updates_request=polling,
    ) as running:
        yield running


async def test_it_knows_itself(bot: library.Bot) -> None:
    assert (bot.bot.is_bot, bot.username) == (True, "make_it_safe_bot")


async def test_it_hears_and_answers_with_buttons(bot: library.Bot, ada: Person) -> None:
    ada.say("/help")
    [update] = await bot.get_updates(timeout=1)
    assert update.message is not None
    assert update.message.parse_entities(["bot_command"])
    await update.message.reply_text("Salut", reply_markup=KEYBOARD)
    assert (await ada.hears())[0].titles == ["Oui"]


async def test_it_answers_a_press_and_closes_the_buttons(bot: library.Bot, ada: Person) -> None:
    await bot.send_message(ada.id, "?", reply_markup=KEYBOARD)
    ada.press("Oui")
    query = (await bot.get_updates())[0].callback_query
    assert query is not None
    assert await query.answer("ok")
    await query.edit_message_reply_markup(None)
    assert ada.sees()[-1].titles == []
    with pytest.raises(error.BadRequest, match="Query is too old"):
        await query.answer()


async def test_it_edits_and_deletes(bot: library.Bot, ada: Person) -> None:
    sent = await bot.send_message(ada.id, "a", disable_notification=True)
    edited = await sent.edit_text("b")
    assert isinstance(edited, library.Message)
    assert edited.edit_date is not None
    assert ada.texts() == ["b"]
    assert await bot.delete_messages(ada.id, [sent.message_id])
    assert ada.texts() == []


@pytest.mark.parametrize("kind", KINDS)
async def test_it_reads_media_of_each_kind(bot: library.Bot, ada: Person, kind: str) -> None:
    ada.send(kind)
    [update] = await bot.get_updates()
    assert update.message is not None
    assert update.message[kind]


@pytest.mark.parametrize("kind", FILES)
async def test_it_sends_files_of_each_kind(bot: library.Bot, ada: Person, kind: str) -> None:
    send = getattr(bot, f"send_{kind}")
    sent = await send(ada.id, b"abc")
    assert sent[kind]


async def test_it_fetches_a_file(bot: library.Bot, telegram: FakeTelegram, ada: Person) -> None:
    file = await bot.get_file("x")
    assert await file.download_as_bytearray() == b"abc"
    assert telegram.file_calls == 2


async def test_it_sets_itself_up(bot: library.Bot, telegram: FakeTelegram) -> None:
    scope = library.BotCommandScopeAllPrivateChats()
    await bot.set_my_commands([("help", "Aide")], scope, "fr")
    await bot.set_my_description("Bonjour", "fr")
    await bot.set_my_short_description("Bonjour", "fr")
    assert (await bot.get_my_commands(scope, "fr"))[0].description == "Aide"
    assert telegram.commands("fr", {"type": "all_private_chats"}) == {"help": "Aide"}
    assert (await bot.get_my_description("fr")).description == "Bonjour"


async def test_it_knows_chats_and_leaves_them(
    bot: library.Bot, telegram: FakeTelegram, ada: Person
) -> None:
    group = telegram.place("supergroup")
    group.add_bot(ada)
    told = (await bot.get_updates())[0].my_chat_member
    assert told is not None
    assert isinstance(told.new_chat_member, library.ChatMemberMember)
    assert (await bot.get_chat(group.id)).title == "Class 8b"
    assert await bot.leave_chat(group.id)
    with pytest.raises(error.Forbidden):
        await bot.send_message(group.id, "a")


async def test_it_reads_of_a_blocked_bot(bot: library.Bot, ada: Person) -> None:
    ada.block()
    told = (await bot.get_updates())[0].my_chat_member
    assert told is not None
    assert isinstance(told.new_chat_member, library.ChatMemberBanned)
    with pytest.raises(error.Forbidden, match="blocked"):
        await bot.send_message(ada.id, "a")


@pytest.mark.parametrize(
    ("kind", "raised"),
    [
        ("429", error.RetryAfter),
        ("403", error.Forbidden),
        ("400", error.BadRequest),
        ("500", error.NetworkError),
        ("502", error.NetworkError),
        ("cut_before", error.NetworkError),
        ("cut_after", error.NetworkError),
        ("malformed", error.TelegramError),
    ],
)
async def test_it_raises_what_it_knows_for_each_fault(
    bot: library.Bot, telegram: FakeTelegram, ada: Person, kind: Kind, raised: type[Exception]
) -> None:
    telegram.fail(kind, "sendMessage")
    with pytest.raises(raised):
        await bot.send_message(ada.id, "a")


async def test_it_times_out_on_a_call_that_hangs(
    bot: library.Bot, telegram: FakeTelegram, ada: Person
) -> None:
    telegram.fail("hang", seconds=0.5)
    with pytest.raises(error.TimedOut):
        await bot.send_message(ada.id, "a", read_timeout=0.1)


async def test_a_wrong_token_is_no_token(telegram: FakeTelegram) -> None:
    stranger = library.Bot("1:wrong-token", telegram.base_url)
    with pytest.raises(error.InvalidToken):
        await stranger.initialize()
    await stranger.shutdown()


async def test_it_sets_and_reads_a_webhook(bot: library.Bot) -> None:
    await bot.set_webhook("https://example.org/hook", secret_token="sesame")
    assert (await bot.get_webhook_info()).url == "https://example.org/hook"
    with pytest.raises(error.Conflict):
        await bot.get_updates()
    assert await bot.delete_webhook(drop_pending_updates=True)
