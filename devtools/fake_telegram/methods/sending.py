"""sendMessage and sendChatAction."""

from devtools.fake_telegram.chats import Chat
from devtools.fake_telegram.keyboards import read_markup
from devtools.fake_telegram.messages import Kept
from devtools.fake_telegram.parameters import Parameters
from devtools.fake_telegram.refusals import Json, bad
from devtools.fake_telegram.world import World

TEXT_LIMIT = 4096
ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)


def send_message(world: World, given: Parameters) -> Json:
    """One text, with buttons or without."""
    chat = reachable(world, given)
    content: Json = {"text": readable_text(given)}
    if entities := given.structure("entities"):
        content["entities"] = entities
    if (preview := given.structure("link_preview_options")) is not None:
        content["link_preview_options"] = preview
    return put_message(world, chat, given, content)


def put_message(world: World, chat: Chat, given: Parameters, content: Json) -> Json:
    """Puts what the bot sends into the chat."""
    message: Json = {
        "message_id": world.messages.new_id(),
        "date": world.clock.seconds(),
        "chat": chat.as_chat(),
        **_sender(world, chat),
        **_answered(world, chat, given),
        **content,
    }
    if markup := read_markup(given):
        message["reply_markup"] = markup
    if given.flag("protect_content"):
        message["has_protected_content"] = True
    return world.messages.keep(Kept(message, True, given.flag("disable_notification"))).message


def send_chat_action(world: World, given: Parameters) -> bool:
    """The dots that tell somebody writes."""
    reachable(world, given)
    if given.text("action") not in ACTIONS:
        raise bad("wrong parameter action in request")
    return True


def reachable(world: World, given: Parameters) -> Chat:
    """The chat of a call, if the bot can write there."""
    chat = world.chats.find(given.text("chat_id"))
    if refusal := chat.refusal():
        raise refusal
    return chat


def readable_text(given: Parameters) -> str:
    """The text as it will stand there, neither empty nor too long."""
    text = given.text("text").strip()
    if not text:
        raise bad("message text is empty")
    # Counted as the apps do: a sign beyond the first plane counts twice.
    if len(text.encode("utf-16-le")) // 2 > TEXT_LIMIT:
        raise bad("message is too long")
    return text


def _sender(world: World, chat: Chat) -> Json:
    if chat.kind == "channel":
        return {"sender_chat": chat.as_chat()}
    return {"from": world.bot.as_user()}


def _answered(world: World, chat: Chat, given: Parameters) -> Json:
    """The message that this one replies to."""
    wanted = given.structure("reply_parameters") or {}
    number = wanted.get("message_id") or given.number("reply_to_message_id")
    if not number:
        return {}
    kept = world.messages.find(chat.id, int(number))
    if kept is not None:
        inner = {name: part for name, part in kept.message.items() if name != "reply_to_message"}
        return {"reply_to_message": inner}
    if wanted.get("allow_sending_without_reply") or given.flag("allow_sending_without_reply"):
        return {}
    raise bad("message to be replied not found")
