"""The methods with files: answered like there and counted apart, since a careful bot calls none."""

from collections.abc import Callable

from devtools.fake_telegram.media import file_of
from devtools.fake_telegram.methods.sending import put_message, reachable
from devtools.fake_telegram.parameters import Parameters
from devtools.fake_telegram.refusals import Json, bad
from devtools.fake_telegram.world import World


def get_file(world: World, given: Parameters) -> Json:
    """Where a file could be fetched."""
    name = given.text("file_id")
    if not name:
        raise bad("invalid file_id specified")
    return {
        "file_id": name,
        "file_unique_id": f"u{name[-12:]}",
        "file_size": 3,
        "file_path": f"files/{name}",
    }


def get_user_profile_photos(world: World, given: Parameters) -> Json:
    """Nobody here has a picture."""
    world.chats.find(given.text("user_id"))
    return {"total_count": 0, "photos": []}


def sending_file(kind: str) -> Callable[[World, Parameters], Json]:
    """The method that sends one kind of media."""

    def send(world: World, given: Parameters) -> Json:
        chat = reachable(world, given)
        if not given.given.get(kind):
            raise bad(f"there is no {kind.replace('_', ' ')} in the request")
        content = file_of(kind)
        if caption := given.text("caption"):
            content["caption"] = caption
        return put_message(world, chat, given, content)

    return send


def forward_message(world: World, given: Parameters) -> Json:
    """Passes a message on."""
    chat = reachable(world, given)
    source = world.chats.find(given.text("from_chat_id"))
    kept = world.messages.find(source.id, given.number("message_id"))
    if kept is None:
        raise bad("message to forward not found")
    origin = {
        "type": "user",
        "date": kept.message["date"],
        "sender_user": kept.message.get("from", world.bot.as_user()),
    }
    return put_message(world, chat, given, {"text": kept.text, "forward_origin": origin})


def copy_message(world: World, given: Parameters) -> Json:
    """Passes it on without saying from whom."""
    return {"message_id": forward_message(world, given)["message_id"]}
