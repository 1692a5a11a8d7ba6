"""Settings, read once from the environment; a deployment that would put young people at risk does
not start.
"""

import contextlib
import os
import re
import secrets
from enum import StrEnum
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.domain.errors import UnsafeDeployment

PREFIX = "MAKE_IT_SAFE_"
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
SHORTEST_KEY = 32
_CODE = re.compile(r"[A-Z]{2}")
_DATABASE = re.compile(r"(postgres(ql)?://[^/]*/\w|sqlite:///.)")
SECRETS = ("key", "telegram_token", "database_url", "keys_url")
"""What may also stand in a file that `MAKE_IT_SAFE_<NAME>_FILE` names."""
_ORIGIN = re.compile(r"https?://(\*\.[a-z0-9-]+\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?")
DEFAULT_KEYS = frozenset({"", "changeme", "change-me", "secret", "password", "key"})


class Mode(StrEnum):
    """Served on loopback without a public address is development; anything else is production."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """Every setting, each from the environment variable MAKE_IT_SAFE_<NAME>."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    host: str = "127.0.0.1"
    """The address to listen on."""
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    """The port to listen on."""
    public_url: str = ""
    """Where young people reach the page, such as `https://help.example.org`; empty for development.
    """
    data_dir: Path = Path("data")
    """Where the database, the keys and the list of erasures lie."""
    database_url: SecretStr = SecretStr("")
    """Where conversations are kept, such as `postgresql://bot:password@db/bot`; empty: a file
    in the data folder."""
    keys_url: SecretStr = SecretStr("")
    """Where their keys are kept, another database; empty: a file in the data folder."""
    workers: Annotated[int, Field(ge=1, le=64)] = 1
    """Processes that answer at once; more than one needs PostgreSQL."""
    content_dir: Path = Path()
    """The folder that holds `flows/` and `content/`."""
    key: SecretStr = SecretStr("")
    """The deployment's key, at least 32 characters; made by itself in development."""
    countries: Annotated[tuple[str, ...], NoDecode] = ()
    """Served countries, the deployment's own first, joined by commas; empty: all that the content
    serves."""
    default_country: str = ""
    """The country assumed until the young person says another; empty: nothing is assumed."""
    organisation: str = ""
    """Who runs this, as the page tells it."""
    exit_url: str = "https://www.wikipedia.org/"
    """The neutral page that "leave now" opens."""
    frame_ancestors: Annotated[tuple[str, ...], NoDecode] = ()
    """Sites that may show the page in a frame, joined by commas."""
    trusted_proxies: str = "127.0.0.1"
    """Addresses of proxies in front, joined by commas: only they may say who asks."""
    longest_text: Annotated[int, Field(ge=200, le=20_000)] = 2_000
    """Characters of one message; a longer one is screened whole and answered kindly."""
    web_quiet_hours: Annotated[int, Field(ge=1, le=168)] = 24
    """How long a quiet conversation on the page is kept."""
    telegram_token: SecretStr = SecretStr("")
    """The token of the bot account, from @BotFather; empty: the page alone."""
    telegram_api: str = "https://api.telegram.org"
    """Where the Bot API is: Telegram's own, or a fake one for development."""
    telegram_webhook: bool = False
    """Telegram brings updates to the public address itself; otherwise they are asked for."""
    metrics_port: Annotated[int, Field(ge=0, le=65535)] = 0
    """Where Prometheus reads figures, apart from the page; 0: nowhere."""
    metrics_host: str = "127.0.0.1"
    """The address for that."""
    log_format: Literal["plain", "json"] = "plain"
    """Lines for people, or one JSON object a line for programs."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """The least that is logged of what the bot itself says."""
    failpoint: str = ""
    """Development only: where the process kills itself, for tests of what survives."""

    @field_validator("countries", "frame_ancestors", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return (
            tuple(part.strip() for part in value.split(",") if part.strip())
            if isinstance(value, str)
            else value
        )

    @field_validator("countries", mode="after")
    @classmethod
    def _are_codes(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_country(code) for code in codes)

    @field_validator("default_country", mode="after")
    @classmethod
    def _is_code(cls, code: str) -> str:
        return _country(code) if code else ""

    @field_validator("exit_url", mode="after")
    @classmethod
    def _leads_away(cls, url: str) -> str:
        site = urlsplit(url)
        if site.scheme not in ("https", "http") or not site.hostname:
            raise ValueError("write a whole address, such as https://www.wikipedia.org/")
        return url

    @field_validator("frame_ancestors", mode="after")
    @classmethod
    def _are_origins(cls, sites: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_origin(site) for site in sites)

    @field_validator("trusted_proxies", mode="after")
    @classmethod
    def _are_addresses(cls, addresses: str) -> str:
        for address in addresses.split(","):
            if address.strip() != "*":
                _network(address.strip())
        return addresses

    @field_validator("database_url", "keys_url", mode="after")
    @classmethod
    def _is_database(cls, url: SecretStr) -> SecretStr:
        said = url.get_secret_value()
        if said and not _DATABASE.match(said):
            raise ValueError("write an address such as postgresql://name:password@host/database")
        return url

    @property
    def mode(self) -> Mode:
        """Development or production."""
        local = self.host in LOOPBACK and not self.public_url
        return Mode.DEVELOPMENT if local else Mode.PRODUCTION


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """Everything in the settings that no log may hold."""
    values = (getattr(settings, name) for name in Settings.model_fields)
    return tuple(each.get_secret_value() for each in values if isinstance(each, SecretStr))


def _said(message: str) -> str:
    plain = message.removeprefix("Value error, ")
    return plain[:1].lower() + plain[1:]


def _country(code: str) -> str:
    if not _CODE.fullmatch(code.upper()):
        raise ValueError(f"write codes of two letters, joined by commas (BE,LU), not {code!r}")
    return code.upper()


def _origin(site: str) -> str:
    """As browsers write it, for the page compares it with what they say."""
    plain = site.lower().rstrip("/")
    plain = plain.removesuffix(":443" if plain.startswith("https") else ":80")
    if not _ORIGIN.fullmatch(plain):
        raise ValueError(
            f"write origins such as https://example.org or https://*.example.org, not {site!r}"
        )
    return plain


def _network(address: str) -> None:
    try:
        ip_network(address, strict=False)
    except ValueError:
        raise ValueError(
            f"write addresses or networks such as 10.0.0.2 or 10.0.0.0/24, not {address!r}"
        ) from None


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
    if fault := _weakness(key):
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


def _weakness(key: str) -> str:
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
    if _weakness(key):
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
