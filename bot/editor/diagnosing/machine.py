"""The machine: who can read the files, whether there is room, whether the clock is right."""

import ctypes
import ctypes.util
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.editor.diagnosing.deployed import Deployed
from bot.editor.diagnosing.findings import Finding, missing, undecided, unsafe, well

TOO_LITTLE, LITTLE = 200, 2_000
"""Megabytes of room: below the first it stops soon, below the second somebody should look."""
MOUNTED = Path("/run/secrets")
"""Where a container gets secrets: everybody in there may read them, and nobody else is in there."""
_UNSYNCHRONISED = 5


def machine_findings(
    deployed: Deployed,
    timezones: Iterable[str],
    *,
    free: Callable[[Path], int] = lambda path: shutil.disk_usage(path).free,
    account: int | None = None,
) -> Iterator[Finding]:
    """What the machine itself tells."""
    account = os.geteuid() if account is None else account
    yield from _folder(deployed.data_dir)
    yield from _room(deployed.data_dir, free)
    yield from map(_secret_file, deployed.secret_files)
    yield from _content(deployed.content_dir)
    if deployed.is_production and account == 0:
        yield missing(
            "this runs as root",
            "whoever finds a hole in it has the machine",
            "give the bot an account of its own",
        )
    yield _clock(kept_in_step())
    yield _zones(timezones)


def _folder(folder: Path) -> Iterator[Finding]:
    if not folder.exists():
        yield well(f"{folder} is made at the first start")
        return
    if not folder.is_dir() or not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        yield unsafe(
            f"{folder} cannot be written to",
            "nothing can be kept, and every message is answered with helplines alone",
            "give it to the bot's account (chown), or set MAKE_IT_SAFE_DATA_DIR to another folder",
        )
        return
    paths = [folder, *(path for path in sorted(folder.iterdir()) if path.is_file())]
    if open_to_all := [path for path in paths if path.stat().st_mode & 0o077]:
        names = ", ".join(map(str, open_to_all))
        yield unsafe(
            f"others on this machine can read {names}",
            "who talked to the bot, and when, is for nobody else",
            f"run `chmod go-rwx {' '.join(map(str, open_to_all))}`",
        )
    else:
        yield well(f"only the bot's account reads {folder}")


def _room(folder: Path, free: Callable[[Path], int]) -> Iterator[Finding]:
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    megabytes = free(there) // 1_000_000
    weigh = unsafe if megabytes < TOO_LITTLE else missing
    if megabytes >= LITTLE:
        yield well(f"{megabytes // 1000} GB of room")
        return
    yield weigh(
        f"{megabytes} MB of room are left where {folder} lies",
        "on a full disk nothing can be kept, and only helplines are shown",
        "make room, or set MAKE_IT_SAFE_DATA_DIR to a larger disk",
    )


def _secret_file(path: Path) -> Finding:
    try:
        mode = path.stat().st_mode
    except OSError:
        return missing(
            f"{path} cannot be looked at", "a secret lies there", "look whether it is there"
        )
    if mode & 0o077 and not path.is_relative_to(MOUNTED):
        return unsafe(
            f"others on this machine can read {path}",
            "it holds a secret of this deployment",
            f"run `chmod 600 {path}`",
        )
    return well(f"only its owner reads {path}")


def _content(root: Path) -> Iterator[Finding]:
    folders = [path for path in (root / "content", root / "flows") if path.is_dir()]
    parts = [part for folder in folders for part in (folder, *folder.rglob("*"))]
    if written := [part for part in parts if part.stat().st_mode & stat.S_IWOTH]:
        yield unsafe(
            f"every account of this machine can change {written[0]}"
            + (f" and {len(written) - 1} more" if written[1:] else ""),
            "what stands there is said to young people within seconds",
            f"run `chmod -R o-w {' '.join(map(str, folders))}`",
        )
    else:
        yield well("the texts cannot be changed by every account")


def kept_in_step() -> bool | None:
    """Whether the kernel says that something keeps its clock right; None where it does not say."""
    library = ctypes.util.find_library("c")
    adjusted = getattr(ctypes.CDLL(library), "adjtimex", None) if library else None
    if adjusted is None:
        return None
    # An empty structure asks and changes nothing; it is smaller than this on every machine.
    state = int(adjusted(ctypes.create_string_buffer(1024)))
    return None if state < 0 else state != _UNSYNCHRONISED


def _clock(is_kept: bool | None) -> Finding:
    if is_kept:
        return well("the clock is kept right")
    why = "which line is open now, and what is to be erased, hangs on it"
    if is_kept is None:
        return undecided(
            "this machine does not say whether its clock is kept right",
            why,
            "compare it with another one",
        )
    return missing(
        "nothing keeps this machine's clock right",
        why,
        "switch on systemd-timesyncd or chrony (`timedatectl set-ntp true`)",
    )


def _zones(names: Iterable[str]) -> Finding:
    unknown = []
    for name in sorted(set(names)):
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            unknown.append(name)
    if unknown:
        return unsafe(
            f"the hours of {', '.join(unknown)} are not known to this machine",
            "no line there would be shown as open",
            "mend the name in content/countries.yml, or reinstall the tzdata library (`./run`)",
        )
    return well("the hours of every country are known")
