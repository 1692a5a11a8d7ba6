"""Changing the deployment's key: everything that it wraps is wrapped for another one.

What is stored stays as it is, and names stay too: nobody's conversation is lost or begun anew.
"""

import os
from contextlib import closing
from pathlib import Path

from bot.domain.errors import UnsafeDeployment
from bot.serving.storing import key_bytes, keys_url, settings_key
from bot.settings import Settings, is_made_by_itself, make_key, read_key
from bot.store.database import Database
from bot.store.holding import held
from bot.store.keys import KeyStore


def rotate(settings: Settings, to: Path | None) -> tuple[int, Path]:
    """Wraps all keys for the one in that file, which is made where it is missing; how many, and
    where the key that counts now stands. May be repeated after a crash.

    Raises UnsafeDeployment while the bot runs, where the key that is set opens nothing, or where a
    file is named though the key is a trial's own.
    """
    in_place = is_made_by_itself(settings)
    if to is None and not in_place:
        raise UnsafeDeployment(
            "Say where the new key is to stand: ./run keys rotate --to FILE. The file is made, and "
            "only you can read it."
        )
    if to is not None and in_place:
        # Whoever forgot the deployment's settings must not believe that its key was changed.
        raise UnsafeDeployment(
            f"This is a trial, whose key is in {settings.data_dir / 'development.key'}: leave --to "
            "out to change that one; for another, give the settings of its deployment."
        )
    with held(settings.data_dir, alone=True):
        current = settings.data_dir / "development.key"
        file = current.with_suffix(".next") if to is None else to
        # Unlike Path.exists, this does not fail in a folder that may not be entered.
        if not os.path.exists(file):
            make_key(file)
        new = key_bytes(read_key(file))
        number = _rewrap(settings, new)
        if not in_place:
            return number, file
        file.replace(current)
        return number, current


def _rewrap(settings: Settings, new: bytes) -> int:
    url = keys_url(settings)
    with closing(KeyStore(Database(url), key_bytes(settings_key(settings)))) as store:
        store.open()
        try:
            store.partner()
        except UnsafeDeployment:
            # A run that was cut off after its work was done.
            with closing(KeyStore(Database(url), new)) as done:
                done.partner()
            return 0
        return store.rewrap(new)
