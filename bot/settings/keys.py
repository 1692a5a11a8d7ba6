"""The deployment's key: whether it is strong enough, and the files it may lie in."""

import contextlib
import os
import secrets
from pathlib import Path

from bot.domain.errors import UnsafeDeployment
from bot.settings.shape import Mode, Settings

SHORTEST_KEY = 32
DEFAULT_KEYS = frozenset({"", "changeme", "change-me", "secret", "password", "key"})


def weakness(key: str) -> str:
    """What is wrong with this key; empty for one that is strong enough."""
    if not key:
        return "MAKE_IT_SAFE_KEY is not set"
    if key.lower() in DEFAULT_KEYS:
        return "the one that is set is in every list of passwords"
    if len(key) < SHORTEST_KEY:
        return f"the one that is set has {len(key)} characters, {SHORTEST_KEY} at least"
    return "the one that is set is made of few different letters" if len(set(key)) < 8 else ""


def is_made_by_itself(settings: Settings) -> bool:
    """Whether the deployment's key is the one that a development deployment made for itself."""
    return settings.mode is Mode.DEVELOPMENT and not settings.key.get_secret_value()


def development_key(directory: Path) -> str:
    """The key of a development deployment, made once and kept in a file only its owner can read."""
    path = directory / "development.key"
    if not path.exists():
        make_key(path)
    return read_key(path)


def read_key(path: Path) -> str:
    """The key in that file; raises UnsafeDeployment where there is no safe one."""
    try:
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise _not_kept(path, error) from None
    if weakness(key):
        raise UnsafeDeployment(
            f"{path} holds no whole key: restore it or, if nothing stored is needed, delete the "
            "folder it lies in."
        )
    return key


def make_key(path: Path) -> None:
    """Make a key in that file, readable by nobody else; one that is there already stays."""
    # Written beside and linked: a crash must never leave half a key that everything hangs on, and
    # of two processes that make it at once one is first.
    made = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        made.unlink(missing_ok=True)
        with open(made, "x", encoding="ascii", opener=_privately) as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(made, path)
        made.unlink()
    except OSError as error:
        raise _not_kept(path, error) from None


def _privately(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _not_kept(path: Path, error: Exception) -> UnsafeDeployment:
    reason = (getattr(error, "strerror", None) or "it is not text").lower()
    return UnsafeDeployment(
        f"{path} cannot be kept ({reason}): give your "
        "account the right to write there, or set MAKE_IT_SAFE_DATA_DIR to another folder."
    )
