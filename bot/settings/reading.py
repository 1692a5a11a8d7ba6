"""Reading the settings once, from the environment and the files it names; a deployment that would
put young people at risk does not start.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr, ValidationError

from bot.domain.errors import UnsafeDeployment
from bot.settings.keys import weakness
from bot.settings.shape import LOOPBACK, PREFIX, SECRETS, Mode, Settings


def read_settings(**given: Any) -> Settings:
    """The settings of this process; raises UnsafeDeployment with what to do where one is wrong or
    unsafe.
    """
    _refuse_unknown()
    given = {**_from_files(), **given}
    try:
        settings = Settings(**given)
    except ValidationError as error:
        problems = "; ".join(
            f"MAKE_IT_SAFE_{str(problem['loc'][0]).upper()}: {_said(problem['msg'])}"
            for problem in error.errors()
        )
        raise UnsafeDeployment(f"A setting cannot be used. {problems}") from None
    _refuse_unsafe(settings)
    return settings


def _said(message: str) -> str:
    plain = message.removeprefix("Value error, ")
    return plain[:1].lower() + plain[1:]


_FILES = {f"{PREFIX}{name.upper()}_FILE": name for name in SECRETS}


def secret_files() -> tuple[Path, ...]:
    """The files that secrets are read from."""
    return tuple(Path(os.environ[variable]) for variable in _FILES if os.environ.get(variable))


def _from_files() -> dict[str, SecretStr]:
    """The secrets that stand in files: there no list of processes or of settings shows them."""
    named = {variable: os.environ[variable] for variable in _FILES if os.environ.get(variable)}
    for variable in named:
        if os.environ.get(variable.removesuffix("_FILE")):
            raise UnsafeDeployment(
                f"{variable} and {variable.removesuffix('_FILE')} are both set: leave one out."
            )
    return {_FILES[variable]: _secret_in(variable, path) for variable, path in named.items()}


def _secret_in(variable: str, path: str) -> SecretStr:
    try:
        secret = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise UnsafeDeployment(
            f"The file that {variable} names cannot be read ({reason.lower()}): mend its path, or "
            "give the bot's account the right to read it."
        ) from None
    if not secret:
        raise UnsafeDeployment(f"The file that {variable} names is empty: write the secret in it.")
    return SecretStr(secret)


def _refuse_unknown() -> None:
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | set(_FILES)
    unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
    if unknown:
        raise UnsafeDeployment(
            f"There is no setting {', '.join(unknown)}: see docs/settings.md for their names."
        )


def _refuse_unsafe(settings: Settings) -> None:
    if settings.countries and settings.default_country not in ("", *settings.countries):
        raise UnsafeDeployment(
            "MAKE_IT_SAFE_DEFAULT_COUNTRY must be one of MAKE_IT_SAFE_COUNTRIES."
        )
    _refuse_unsafe_database(settings)
    api = urlsplit(settings.telegram_api)
    if api.scheme != "https" and (api.hostname or "") not in LOOPBACK:
        raise UnsafeDeployment(
            "What young people write must not travel in the open: set MAKE_IT_SAFE_TELEGRAM_API\n"
            "to an https:// address, or to one of this machine."
        )
    if settings.telegram_webhook and not settings.public_url:
        raise UnsafeDeployment(
            "Telegram can bring messages only to a public address: set MAKE_IT_SAFE_PUBLIC_URL,\n"
            "or leave MAKE_IT_SAFE_TELEGRAM_WEBHOOK out; then they are asked for."
        )
    if settings.mode is Mode.DEVELOPMENT:
        return
    if settings.failpoint:
        raise UnsafeDeployment("MAKE_IT_SAFE_FAILPOINT is for development only: unset it.")
    key = settings.key.get_secret_value()
    if fault := weakness(key):
        raise UnsafeDeployment(
            f"This deployment is reachable from outside and has no safe key: {fault}.\n"
            "Make one with\n"
            "  python3 -c 'import secrets; print(secrets.token_urlsafe(48))'\n"
            "keep it outside the server's backups, and set MAKE_IT_SAFE_KEY to it."
        )
    if urlsplit(settings.public_url).scheme != "https":
        raise UnsafeDeployment(
            "Young people's words must not travel in the open: set MAKE_IT_SAFE_PUBLIC_URL\n"
            "to the https:// address of the page, with a proxy that does TLS in front;\n"
            "or serve on 127.0.0.1 only."
        )


def _refuse_unsafe_database(settings: Settings) -> None:
    database = settings.database_url.get_secret_value()
    if database and database == settings.keys_url.get_secret_value():
        raise UnsafeDeployment(
            "The keys must not lie in the database that they open, or one stolen backup would hold "
            "both: set MAKE_IT_SAFE_KEYS_URL to another one, or leave it out."
        )
    if settings.workers > 1 and not database.startswith("postgres"):
        raise UnsafeDeployment(
            f"{settings.workers} processes need one PostgreSQL between them: set "
            "MAKE_IT_SAFE_DATABASE_URL to its address, or leave MAKE_IT_SAFE_WORKERS out."
        )
