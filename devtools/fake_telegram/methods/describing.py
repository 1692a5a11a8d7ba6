"""What the bot tells of itself: getMe, commands, name and descriptions."""

from collections.abc import Callable

from devtools.fake_telegram.parameters import Parameters
from devtools.fake_telegram.refusals import Json
from devtools.fake_telegram.world import World


def get_me(world: World, given: Parameters) -> Json:
    """The bot's own account."""
    return world.bot.as_user() | {
        "can_join_groups": True,
        "can_read_all_group_messages": not world.group_privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def set_my_commands(world: World, given: Parameters) -> bool:
    """The list of a scope and language."""
    world.profile.set_commands(given.structure("commands"), *_place(given))
    return True


def get_my_commands(world: World, given: Parameters) -> list[Json]:
    """The same."""
    return world.profile.commands_for(*_place(given))


def delete_my_commands(world: World, given: Parameters) -> bool:
    """Takes it away."""
    world.profile.forget_commands(*_place(given))
    return True


def _place(given: Parameters) -> tuple[object, str]:
    return given.structure("scope"), given.text("language_code")


def setting(name: str) -> Callable[[World, Parameters], bool]:
    """The method that sets a text of the profile."""

    def set_text(world: World, given: Parameters) -> bool:
        world.profile.set_text(name, given.text(name), given.text("language_code"))
        return True

    return set_text


def telling(name: str) -> Callable[[World, Parameters], Json]:
    """The method that gives a text of the profile."""

    def get_text(world: World, given: Parameters) -> Json:
        text = world.profile.text_for(name, given.text("language_code"))
        return {name: text or (world.bot.name if name == "name" else "")}

    return get_text
