"""What `./run doctor` looks at, put together from the settings, the content, the store and the
machine.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from bot.content.checking import check_loaded
from bot.content.loaded import Loaded
from bot.content.loader import read_content
from bot.domain.errors import UnsafeDeployment
from bot.editor.diagnosing import (
    Deployed,
    Finding,
    Stored,
    Weight,
    content_findings,
    key_findings,
    machine_findings,
    network_findings,
    setting_findings,
    store_findings,
)
from bot.serving.storing import database_url, keys_url
from bot.settings import LOOPBACK, Mode, Settings, read_settings, secret_files
from bot.store.looking import look, reach

SHORTEST_PASSWORD = 12
"""Letters of a database's password."""


def findings(root: Path) -> Iterator[Finding]:
    """Everything that was looked at; raises for nothing that may be wrong. Unless another folder is
    named, the content is that which is served.
    """
    try:
        settings = read_settings()
    except UnsafeDeployment as unsafe:
        what, _, mend = " ".join(str(unsafe).split()).partition(": ")
        yield Finding(Weight.UNSAFE, what, "the page does not start", mend.rstrip(".") or what)
        settings = None
    if settings is not None and root == Path():
        root = settings.content_dir
    loaded, faults = read_content(root)
    is_production = settings is not None and settings.mode is Mode.PRODUCTION
    if loaded is None:
        mend = "run `./run check`, which names each with its mend"
        yield Finding(Weight.UNSAFE, str(faults[0]), "the page does not start", mend)
    else:
        today = datetime.now(UTC).date()
        problems = check_loaded(loaded, today)
        yield from content_findings(loaded, problems, today, is_production=is_production)
    if settings is not None:
        yield from _of_the_deployment(settings, root, loaded)


def _of_the_deployment(settings: Settings, root: Path, loaded: Loaded | None) -> Iterator[Finding]:
    served = settings.countries or (loaded.countries.served if loaded else ())
    deployed = deployed_as(settings, root, served)
    zones = loaded.countries.timezones.values() if loaded else ()
    yield from setting_findings(deployed)
    yield from machine_findings(deployed, zones)
    yield from store_findings(lambda: Stored(*look(database_url(settings))))
    yield from key_findings(lambda: reach(keys_url(settings)))
    yield from network_findings(deployed)


def deployed_as(settings: Settings, root: Path, served: tuple[str, ...]) -> Deployed:
    """The settings as plain values."""
    database = settings.database_url.get_secret_value()
    keys = settings.keys_url.get_secret_value()
    return Deployed(
        is_production=settings.mode is Mode.PRODUCTION,
        host=settings.host,
        public_url=settings.public_url,
        organisation=settings.organisation,
        default_country=settings.default_country,
        countries=served,
        data_dir=settings.data_dir,
        content_dir=root,
        secret_files=secret_files(),
        key=settings.key.get_secret_value(),
        frame_ancestors=settings.frame_ancestors,
        trusted_proxies=settings.trusted_proxies,
        metrics_host=settings.metrics_host,
        metrics_port=settings.metrics_port,
        log_level=settings.log_level,
        failpoint=settings.failpoint,
        telegram_token=settings.telegram_token.get_secret_value(),
        telegram_api=settings.telegram_api,
        telegram_webhook=settings.telegram_webhook,
        database=_server(database),
        keys=_server(keys),
        unsealed=tuple(_server(url) for url in (database, keys) if _is_unsealed(url)),
        guessable=tuple(_server(url) for url in (database, keys) if _is_guessable(url)),
    )


def _server(url: str) -> str:
    """Server and name of a database, without who may open it; nothing for a file."""
    parts = urlsplit(url)
    # Reached over a socket of this machine, it has no server in its address.
    return f"{parts.netloc.rpartition('@')[2] or 'this machine'}{parts.path}" if url else ""


def _is_unsealed(url: str) -> bool:
    parts = urlsplit(url)
    sealed = any(f"sslmode={mode}" in parts.query for mode in ("require", "verify-"))
    return bool(parts.hostname) and parts.hostname not in LOOPBACK and not sealed


def _is_guessable(url: str) -> bool:
    parts = urlsplit(url)
    is_here = not parts.hostname or parts.hostname in LOOPBACK
    if is_here and not parts.password:
        return False  # the server knows accounts of its own machine
    password = parts.password or ""
    return len(password) < SHORTEST_PASSWORD or password == parts.username
