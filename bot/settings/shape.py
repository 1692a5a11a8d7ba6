"""Every setting: its name, its form, its default, and what it means."""

import re
from enum import StrEnum
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "MAKE_IT_SAFE_"
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
SECRETS = ("key", "telegram_token", "database_url", "keys_url")
"""What may also stand in a file that `MAKE_IT_SAFE_<NAME>_FILE` names."""
_CODE = re.compile(r"[A-Z]{2}")
_DATABASE = re.compile(r"(postgres(ql)?://[^/]*/\w|sqlite:///.)")
_ORIGIN = re.compile(r"https?://(\*\.[a-z0-9-]+\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?")


class Mode(StrEnum):
    """Served on loopback, with no address or one of this machine, is development; anything else is
    production.
    """

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
        public = self.public_url and urlsplit(self.public_url).hostname not in LOOPBACK
        local = self.host in LOOPBACK and not public
        return Mode.DEVELOPMENT if local else Mode.PRODUCTION


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """Everything in the settings that no log may hold."""
    values = (getattr(settings, name) for name in Settings.model_fields)
    return tuple(each.get_secret_value() for each in values if isinstance(each, SecretStr))


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
