"""What the settings decided."""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from bot.editor.diagnosing.findings import Finding, missing, undecided, unsafe, well

FEWEST_BITS = 128
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """The settings as plain values; secrets are only looked at, never told."""

    is_production: bool
    host: str = "127.0.0.1"
    public_url: str = ""
    organisation: str = ""
    default_country: str = ""
    countries: tuple[str, ...] = ()
    data_dir: Path = Path("data")
    content_dir: Path = Path()
    secret_files: tuple[Path, ...] = ()
    """Files that the settings read secrets from."""
    key: str = ""
    frame_ancestors: tuple[str, ...] = ()
    trusted_proxies: str = "127.0.0.1"
    metrics_host: str = "127.0.0.1"
    metrics_port: int = 0
    log_level: str = "info"
    failpoint: str = ""
    telegram_token: str = ""
    telegram_api: str = ""
    telegram_webhook: bool = False
    database: str = ""
    """The server and name of the database; empty: a file in the data folder."""
    keys: str = ""
    """The same of the key store."""
    unsealed: tuple[str, ...] = ()
    """Database servers of other machines that are reached without TLS."""
    guessable: tuple[str, ...] = ()
    """Database servers whose password is none, or one that is in every list."""


def setting_findings(deployed: Deployed) -> Iterator[Finding]:
    """What the settings alone tell."""
    yield well("this is production" if deployed.is_production else "this is for trying only")
    yield _organisation(deployed)
    yield _country(deployed)
    yield _key(deployed)
    yield _proxies(deployed)
    yield _frames(deployed)
    yield _metrics(deployed)
    yield _debugging(deployed)
    yield _stores(deployed)
    yield _way_to_stores(deployed)
    yield _passwords(deployed)
    if deployed.is_production:
        yield undecided(
            "who answers for this, what happens at night, who reads the counts",
            "a program cannot know",
            "agree on it with your child-protection partner and write it down "
            "(docs/organisations/what-it-needs.md)",
        )


def _organisation(deployed: Deployed) -> Finding:
    if deployed.organisation:
        return well(f"run by {deployed.organisation}")
    return missing(
        "nobody is named as running this",
        "a young person asks who reads along",
        "set MAKE_IT_SAFE_ORGANISATION",
    )


def _country(deployed: Deployed) -> Finding:
    country, served = deployed.default_country, ", ".join(deployed.countries)
    if not country:
        return undecided(
            "no country is assumed",
            f"until they say theirs, a card shows a line of each of {served}",
            "where most come from one, set MAKE_IT_SAFE_DEFAULT_COUNTRY",
        )
    if country not in deployed.countries:
        return unsafe(
            f"the assumed country {country} is not served",
            "the page does not start",
            f"set MAKE_IT_SAFE_DEFAULT_COUNTRY to one of {served}",
        )
    return well(f"assumed country: {country}")


def _key(deployed: Deployed) -> Finding:
    if not deployed.is_production and not deployed.key:
        return well("the key is one made for trying")
    if _bits(deployed.key) < FEWEST_BITS:
        return unsafe(
            "the deployment's key could be guessed",
            "with it, a stolen copy of both databases can be read",
            "before the first young person, set MAKE_IT_SAFE_KEY to what `python3 -c 'import "
            "secrets; print(secrets.token_urlsafe(48))'` prints; afterwards see docs/keys.md",
        )
    return well("the deployment's key is strong")


def _bits(key: str) -> float:
    """How much there is to guess, if its letters came by chance."""
    shares = [count / len(key) for count in Counter(key).values()]
    return -len(key) * sum(share * math.log2(share) for share in shares)


def _proxies(deployed: Deployed) -> Finding:
    if "*" in deployed.trusted_proxies:
        return unsafe(
            "every machine is trusted as a proxy",
            "whoever floods the bot invents a new address each time, and no limit holds them",
            "set MAKE_IT_SAFE_TRUSTED_PROXIES to the addresses of your proxies",
        )
    if deployed.host not in LOOPBACK and deployed.trusted_proxies == "127.0.0.1":
        return missing(
            "no proxy of another machine is named",
            "all young people behind it would share one limit, and be asked to wait",
            "set MAKE_IT_SAFE_TRUSTED_PROXIES to the addresses of your proxies",
        )
    return well("proxies are named")


def _frames(deployed: Deployed) -> Finding:
    wide = [site for site in deployed.frame_ancestors if "*" in site]
    if wide:
        return unsafe(
            f"any site of {', '.join(wide)} may show the page",
            "a forgotten one that somebody took over could lay its own words over ours",
            "name each site whole in MAKE_IT_SAFE_FRAME_ANCESTORS",
        )
    if plain := [site for site in deployed.frame_ancestors if site.startswith("http://")]:
        return unsafe(
            f"{', '.join(plain)} may show the page, and travels in the open",
            "whoever is on the way can change what stands around it",
            "name sites with https:// in MAKE_IT_SAFE_FRAME_ANCESTORS",
        )
    return well(f"sites that may show the page: {', '.join(deployed.frame_ancestors) or 'none'}")


def _metrics(deployed: Deployed) -> Finding:
    host = deployed.metrics_host
    if not deployed.metrics_port or host in LOOPBACK:
        return well("metrics are told to this machine alone, or to nobody")
    why = "they ask for no password, and tell at which minute somebody was there"
    if host in ("0.0.0.0", "::") or not _is_public(host):
        return undecided(
            f"metrics are told at {host}",
            why,
            "make sure that only Prometheus reaches that port, from no other network",
        )
    return unsafe(
        f"metrics are told to everybody, at {host}",
        why,
        "leave MAKE_IT_SAFE_METRICS_HOST out",
    )


def _is_public(host: str) -> bool:
    try:
        return ip_address(host).is_global
    except ValueError:
        return False


def _debugging(deployed: Deployed) -> Finding:
    if deployed.failpoint:
        return unsafe(
            "the process kills itself on purpose",
            "a failpoint is for tests",
            "unset MAKE_IT_SAFE_FAILPOINT",
        )
    if deployed.log_level == "debug":
        return missing(
            "the log tells everything",
            "what matters drowns in it",
            "unset MAKE_IT_SAFE_LOG_LEVEL when the fault is found",
        )
    return well(f"the log tells what is {deployed.log_level} or worse")


def _stores(deployed: Deployed) -> Finding:
    if deployed.database and deployed.database.partition("/")[0] == deployed.keys.partition("/")[0]:
        return missing(
            "conversations and their keys lie on one database server",
            "one stolen backup of that server holds both",
            "set MAKE_IT_SAFE_KEYS_URL to another server, or back the two up apart "
            "(docs/backups.md)",
        )
    if deployed.is_production and not deployed.keys:
        return undecided(
            "the key store and the list of erasures lie in the data folder, beside the database"
            if not deployed.database
            else "the key store lies in the data folder",
            "a backup of both together can be read later, also what was forgotten since",
            "back keys.db up to another place for a week at most, and erasures.txt not at all "
            "(docs/backups.md)",
        )
    return well("the key store lies apart from the database, or this is for trying only")


def _way_to_stores(deployed: Deployed) -> Finding:
    if not deployed.unsealed:
        return well("databases are on this machine, or reached by TLS")
    return undecided(
        f"the way to {', '.join(deployed.unsealed)} is not sealed",
        "whoever is on it sees which conversation is written in, and can change what is stored",
        "unless that network is the machine's own, add ?sslmode=verify-full to the database's "
        "address",
    )


def _passwords(deployed: Deployed) -> Finding:
    if not deployed.guessable:
        return well("no database has a password that could be guessed")
    return (unsafe if deployed.is_production else missing)(
        f"the password of {', '.join(deployed.guessable)} could be guessed",
        "whoever reaches that server can erase what is stored",
        "set one of 20 letters by chance, at the server and in the database's address",
    )
