"""getChat and leaveChat."""

from devtools.fake_telegram.parameters import Parameters
from devtools.fake_telegram.refusals import Json, bad
from devtools.fake_telegram.world import World


def get_chat(world: World, given: Parameters) -> Json:
    """What the bot may know of a chat."""
    chat = world.chats.find(given.text("chat_id"))
    gifts = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    return chat.as_chat() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }


def leave_chat(world: World, given: Parameters) -> bool:
    """The bot goes; it hears and says nothing there any more."""
    chat = world.chats.find(given.text("chat_id"))
    if chat.kind == "private":
        raise bad("chat member status can't be changed in private chats")
    if refusal := chat.refusal():
        raise refusal
    chat.bot_status = "left"
    return True
