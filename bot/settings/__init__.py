"""Settings, read once; what is unsafe is refused with what to do."""

from bot.settings.keys import (
    development_key,
    is_made_by_itself,
    make_key,
    read_key,
    weakness,
)
from bot.settings.reading import read_settings, secret_files
from bot.settings.shape import LOOPBACK, PREFIX, SECRETS, Mode, Settings, secrets_of

__all__ = [
    "LOOPBACK",
    "PREFIX",
    "SECRETS",
    "Mode",
    "Settings",
    "development_key",
    "is_made_by_itself",
    "make_key",
    "read_key",
    "read_settings",
    "secret_files",
    "secrets_of",
    "weakness",
]
