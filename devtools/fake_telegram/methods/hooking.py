"""setWebhook, deleteWebhook, getWebhookInfo."""

from devtools.fake_telegram.parameters import Parameters
from devtools.fake_telegram.refusals import Json, bad
from devtools.fake_telegram.world import World


def set_webhook(world: World, given: Parameters) -> bool:
    """Updates go to an address from now on."""
    world.webhook.set(
        given.text("url"),
        secret=given.text("secret_token"),
        connections=given.number("max_connections", 40),
    )
    remember_allowed(world, given)
    if given.flag("drop_pending_updates"):
        world.updates.drop()
    if world.poll is not None:
        world.poll.ring()
    return True


def delete_webhook(world: World, given: Parameters) -> bool:
    """Updates wait to be fetched again."""
    world.webhook.set("")
    if given.flag("drop_pending_updates"):
        world.updates.drop()
    return True


def get_webhook_info(world: World, given: Parameters) -> Json:
    """Where they go and how many wait."""
    return world.webhook.as_json()


def remember_allowed(world: World, given: Parameters) -> None:
    """The kinds the bot wants; not named, the last list stays."""
    allowed = given.structure("allowed_updates")
    if allowed is None:
        return
    if not isinstance(allowed, list):
        raise bad("can't parse allowed updates list")
    world.updates.allowed = [str(each) for each in allowed]
