"""What each path of the control API does: from the world and the given JSON to an answer."""

from collections.abc import Callable
from dataclasses import asdict, fields
from typing import Any

from devtools.fake_telegram.acting import Act, Acting
from devtools.fake_telegram.chats import Chat
from devtools.fake_telegram.faults import Fault
from devtools.fake_telegram.refusals import Json
from devtools.fake_telegram.world import World

NOTHING: Json = {"done": True}
LONGEST = 25.0
"""Seconds that somebody may wait for a change."""


def make_chat(world: World, given: Json) -> Json:
    """A young person, or a group or channel without the bot."""
    chat = world.chats.make(
        given.get("kind", "private"),
        given.get("name", "Ada"),
        language_code=given.get("language_code"),
        username=given.get("username"),
        chat_id=given.get("chat_id"),
    )
    world.changed.ring()
    return asdict(chat)


def list_chats(world: World, given: Json) -> list[Json]:
    """All of them."""
    return [asdict(chat) for chat in world.chats.known.values()]


def show_chat(world: World, given: Json) -> Json:
    """A chat as a person sees it."""
    chat = _chat(world, given)
    seen = [kept.seen() for kept in world.messages.visible(chat.id)]
    return {"chat": asdict(chat), "messages": seen}


def act(world: World, given: Json) -> Json:
    """One act of a person; `act` names it."""
    chat, acting = _chat(world, given), Acting(world)
    author = world.chats.find(given["by"]) if "by" in given else None
    text, kind = str(given.get("text", "")), str(given.get("act", ""))
    match kind:
        case "say":
            done = acting.say(chat, text, author=author)
        case "start":
            done = acting.start(chat, str(given.get("payload", "")))
        case "send":
            caption = str(given.get("caption", ""))
            done = acting.send(chat, str(given["kind"]), caption=caption, author=author)
        case "forward":
            done = acting.forward(chat, text, sender=str(given.get("sender", "")), author=author)
        case "edit":
            done = acting.edit(chat, int(given["message_id"]), text)
        case "press":
            done = _press(acting, chat, author, given)
        case _:
            done = _belong(acting, chat, author, kind)
    return asdict(done)


def _press(acting: Acting, chat: Chat, author: Chat | None, given: Json) -> Act:
    names = ("index", "message_id", "data")
    where = {name: given[name] for name in names if name in given}
    return acting.press(chat, str(given.get("title", "")), author=author, **where)


def _belong(acting: Acting, chat: Chat, author: Chat | None, kind: str) -> Act:
    match kind:
        case "block":
            return acting.block(chat)
        case "unblock":
            return acting.unblock(chat)
        case "delete_account":
            acting.delete_account(chat)
            return Act(None)
        case "add_bot" | "remove_bot" if author is not None:
            does = acting.add_bot if kind == "add_bot" else acting.remove_bot
            return does(chat, author)
    raise ValueError(f"no such act here: {kind!r} (add_bot and remove_bot need `by`)")


def show_press(world: World, given: Json) -> Json:
    """What the bot answered to a press."""
    return asdict(world.callbacks.pressed[given["query_id"]])


def list_updates(world: World, given: Json) -> list[Json]:
    """What waits for the bot."""
    return [asdict(each) for each in world.updates.queue]


def send_update(world: World, given: Json) -> Json:
    """An earlier one again (`update_id`), or anything at all (`raw`)."""
    if "raw" in given:
        world.updates.raw(given["raw"])
    else:
        world.updates.again(int(given["update_id"]))
    return NOTHING


def hold_updates(world: World, given: Json) -> Json:
    """Lets them gather."""
    world.updates.hold()
    return NOTHING


def release_updates(world: World, given: Json) -> Json:
    """Delivers what gathered, in some `order`."""
    return {"order": world.updates.release(given.get("order", "same"))}


def jump_ids(world: World, given: Json) -> Json:
    """The next update id goes on elsewhere."""
    return {"next": world.updates.jump(given.get("to"))}


def list_calls(world: World, given: Json) -> list[Json]:
    """The log, of one `method`, after one `number`."""
    found = world.calls.of(str(given.get("method", "")), int(given.get("after", 0)))
    return [call.as_json() for call in found]


def clear_calls(world: World, given: Json) -> Json:
    """Counts from zero."""
    world.calls.clear()
    return NOTHING


def show_counts(world: World, given: Json) -> Json:
    """How often each method was called."""
    calls = world.calls
    return {
        "methods": calls.counts,
        "files": calls.files,
        "total": calls.total,
        "too_fast": world.limits.refused,
    }


def plan_fault(world: World, given: Json) -> Json:
    """The next calls go wrong."""
    known = {field.name for field in fields(Fault)}
    world.faults.plan(Fault(**{name: value for name, value in given.items() if name in known}))
    return NOTHING


def list_faults(world: World, given: Json) -> list[Json]:
    """What is still to go wrong."""
    return [asdict(fault) for fault in world.faults.planned]


def clear_faults(world: World, given: Json) -> Json:
    """Nothing goes wrong any more."""
    world.faults.clear()
    return NOTHING


def set_up(world: World, given: Json) -> Json:
    """Switches and figures; only what is named changes."""
    match given.get("limits"):
        case True:
            world.limits.turn_on(given.get("overall", 30), given.get("per_chat", 1))
        case False:
            world.limits.turn_off()
    world.callbacks.seconds = float(given.get("callback_seconds", world.callbacks.seconds))
    world.webhook.first_pause = float(given.get("webhook_pause", world.webhook.first_pause))
    world.group_privacy = bool(given.get("group_privacy", world.group_privacy))
    return show_setting(world, given)


def show_setting(world: World, given: Json) -> Json:
    """The switches as they stand."""
    return {
        "limits": world.limits.on,
        "callback_seconds": world.callbacks.seconds,
        "webhook_pause": world.webhook.first_pause,
        "group_privacy": world.group_privacy,
    }


def set_clock(world: World, given: Json) -> Json:
    """Moves (`advance`), stops (`freeze`: true or a time) or runs the clock (`freeze`: false)."""
    freeze = given.get("freeze")
    if freeze is False:
        world.clock.run()
    elif freeze is not None:
        world.clock.freeze(None if freeze is True else float(freeze))
    world.clock.advance(float(given.get("advance", 0)))
    return {"now": world.clock.now()}


def show_bot(world: World, given: Json) -> Json:
    """What the bot set about itself."""
    return {
        "user": world.bot.as_user(),
        "commands": world.profile.commands,
        "texts": world.profile.texts,
        "webhook": world.webhook.as_json(),
    }


async def changes(world: World, given: Json) -> Json:
    """Answers as soon as something changed after `after`, or when nothing does."""
    await world.changed.wait(LONGEST, since=int(given.get("after", 0)))
    return {"at": world.changed.rung}


def _chat(world: World, given: Json) -> Chat:
    return world.chats.find(given["chat"])


DOINGS: dict[str, Callable[[World, Json], Any]] = {
    "POST /control/chats": make_chat,
    "GET /control/chats": list_chats,
    "GET /control/chats/{chat:str}": show_chat,
    "POST /control/chats/{chat:str}/{act:str}": act,
    "GET /control/presses/{query_id:str}": show_press,
    "GET /control/updates": list_updates,
    "POST /control/updates": send_update,
    "POST /control/updates/hold": hold_updates,
    "POST /control/updates/release": release_updates,
    "POST /control/updates/jump": jump_ids,
    "GET /control/calls": list_calls,
    "DELETE /control/calls": clear_calls,
    "GET /control/counts": show_counts,
    "POST /control/faults": plan_fault,
    "GET /control/faults": list_faults,
    "DELETE /control/faults": clear_faults,
    "POST /control/setting": set_up,
    "GET /control/setting": show_setting,
    "POST /control/clock": set_clock,
    "GET /control/bot": show_bot,
}
