"""Taking messages away, for two days after they were sent."""

from devtools.fake_telegram.chats import Chat
from devtools.fake_telegram.messages import Kept
from devtools.fake_telegram.methods.sending import reachable
from devtools.fake_telegram.parameters import Parameters
from devtools.fake_telegram.refusals import bad
from devtools.fake_telegram.world import World


def delete_message(world: World, given: Parameters) -> bool:
    """One message."""
    chat = reachable(world, given)
    kept = world.messages.find(chat.id, given.number("message_id"))
    if kept is None:
        raise bad("message to delete not found")
    _check(world, chat, kept)
    kept.deleted = True
    return True


def delete_messages(world: World, given: Parameters) -> bool:
    """Up to a hundred; those that are gone are skipped, one that is too old refuses all."""
    chat = reachable(world, given)
    numbers = given.numbers("message_ids")
    if not 1 <= len(numbers) <= 100:
        raise bad("wrong number of message identifiers specified")
    found = [world.messages.find(chat.id, number) for number in numbers]
    there = [kept for kept in found if kept is not None]
    for kept in there:
        _check(world, chat, kept)
    for kept in there:
        kept.deleted = True
    return True


def _check(world: World, chat: Chat, kept: Kept) -> None:
    if kept.too_old(world.clock.now()):
        raise bad("message can't be deleted for everyone")
    # In a group only an administrator takes away what others said.
    if not kept.by_bot and chat.kind != "private" and chat.bot_status != "administrator":
        raise bad("message can't be deleted")
