"""answerCallbackQuery: the answer to a pressed button."""

from devtools.fake_telegram.parameters import Parameters
from devtools.fake_telegram.refusals import bad
from devtools.fake_telegram.world import World

TEXT_LIMIT = 200


def answer_callback_query(world: World, given: Parameters) -> bool:
    """Ends the little wheel on the button, with a word or without."""
    text = given.text("text")
    if len(text) > TEXT_LIMIT:
        raise bad("MESSAGE_TOO_LONG")
    world.callbacks.answer(given.text("callback_query_id"), text, given.flag("show_alert"))
    return True
