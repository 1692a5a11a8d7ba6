"""Podman on this machine, with images and storage of its own: one folder that can be deleted.

What must be installed is named where it is missing; a test that cannot run here fails, since one
that is left out in silence looks like one that passed.
"""

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "make-it-safe"
"""Outside the project, so that the second night finds what the first one built."""

NEEDED = {
    "podman": "podman",
    "buildah": "buildah",
    "runc": "runc",
    "debootstrap": "debootstrap",
    "iptables": "iptables",
    "/usr/lib/podman/netavark": "netavark",
    "/usr/lib/podman/aardvark-dns": "aardvark-dns",
}
"""Program to Debian package."""

_CONTAINERS_CONF = """\
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[network]
network_backend = "netavark"
network_config_dir = "{folder}/networks"
"""
_STORAGE_CONF = """\
[storage]
driver = "overlay"
graphroot = "{folder}/storage"
runroot = "{folder}/running"
"""


@dataclass(frozen=True)
class Engine:
    """Runs podman and buildah over a folder of their own."""

    folder: Path

    def run(self, *command: str | Path, cwd: Path | None = None, patience: float = 120) -> str:
        """What the command prints; an AssertionError with its last lines where it fails."""
        done = self.attempt(*command, cwd=cwd, patience=patience)
        told = (done.stdout + done.stderr)[-3000:]
        assert done.returncode == 0, f"{' '.join(map(str, command))}\n{told}"
        return done.stdout

    def attempt(
        self, *command: str | Path, cwd: Path | None = None, patience: float = 120
    ) -> "subprocess.CompletedProcess[str]":
        """The same, where it may fail."""
        surroundings = {
            **os.environ,
            "CONTAINERS_CONF": str(self.folder / "containers.conf"),
            "CONTAINERS_STORAGE_CONF": str(self.folder / "storage.conf"),
        }
        return subprocess.run(
            list(map(str, command)),
            cwd=cwd,
            env=surroundings,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=patience,
        )

    def build(self, *arguments: str | Path) -> None:
        """An image; what was built before is taken from the folder."""
        how = ["--isolation", "chroot", "--network", "host", "--pull-never", "--layers"]
        self.run("buildah", "bud", "--format", "docker", *how, *arguments, patience=1800)


def installed_engine() -> Engine:
    """The engine; fails, and says what to install, where a part of it is missing."""
    missing = sorted(package for name, package in NEEDED.items() if not shutil.which(name))
    if missing:
        told = f"apt-get install -y --no-install-recommends {' '.join(missing)}"
        pytest.fail(f"Containers cannot be tried here. Debian: {told}", pytrace=False)
    if os.geteuid() != 0:
        pytest.fail("Making stand-ins for base images needs root: use a machine for tests.", False)
    folder = CACHE / "containers"
    (folder / "networks").mkdir(parents=True, exist_ok=True)
    for name, text in (("containers", _CONTAINERS_CONF), ("storage", _STORAGE_CONF)):
        (folder / f"{name}.conf").write_text(text.format(folder=folder))
    return Engine(folder)


def arguments(**given: str) -> Sequence[str]:
    """Build arguments as the engine takes them."""
    return [part for name, value in given.items() for part in ("--build-arg", f"{name}={value}")]
