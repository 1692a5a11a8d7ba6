"""Changing what the bot said, and taking buttons away."""

from devtools.fake_telegram.keyboards import read_markup
from devtools.fake_telegram.messages import Kept
from devtools.fake_telegram.methods.sending import reachable, readable_text
from devtools.fake_telegram.parameters import Parameters
from devtools.fake_telegram.refusals import Json, bad
from devtools.fake_telegram.world import World

UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)


def edit_message_text(world: World, given: Parameters) -> Json:
    """Another text; buttons that are not named again are gone."""
    kept = own_message(world, given)
    text, markup = readable_text(given), read_markup(given)
    if "text" not in kept.message:
        raise bad("there is no text in the message to edit")
    if (text, markup) == (kept.text, kept.message.get("reply_markup")):
        raise bad(UNCHANGED)
    if text != kept.text:
        kept.versions.append(kept.text)
    kept.message["text"] = text
    return _edited(world, kept, markup)


def edit_message_reply_markup(world: World, given: Parameters) -> Json:
    """Other buttons, or none."""
    kept = own_message(world, given)
    markup = read_markup(given)
    if markup == kept.message.get("reply_markup"):
        raise bad(UNCHANGED)
    return _edited(world, kept, markup)


def own_message(world: World, given: Parameters) -> Kept:
    """The message of a call, if it is there and the bot's own."""
    chat = reachable(world, given)
    kept = world.messages.find(chat.id, given.number("message_id"))
    if kept is None:
        raise bad("message to edit not found")
    if not kept.by_bot:
        raise bad("message can't be edited")
    return kept


def _edited(world: World, kept: Kept, markup: Json | None) -> Json:
    kept.message["edit_date"] = world.clock.seconds()
    kept.message.pop("reply_markup", None)
    if markup:
        kept.message["reply_markup"] = markup
    return kept.message
