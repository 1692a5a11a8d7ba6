"""Builds the real Dockerfile where no registry of images can be reached: over stand-ins of the base
images, made from Debian's packages, under the very names that our files use.
"""

import re
import shutil
import ssl
from pathlib import Path

from tests.deployment.engine import Engine, arguments

ROOT = Path(__file__).resolve().parents[2]
STANDINS = Path(__file__).with_name("standins")
SUITE = "trixie"
BOT, PROXY = "make-it-safe/bot:local", "make-it-safe/proxy:local"


def base_images() -> dict[str, str]:
    """The images that our files begin from, by their short names."""
    text = (ROOT / "Dockerfile").read_text() + (ROOT / "docker-compose.yml").read_text()
    found = re.findall(r"^(?:FROM|  image:) ((python|caddy|postgres):\S+)", text, re.MULTILINE)
    return {name: image for image, name in found}


def build_all(engine: Engine) -> None:
    """Stand-ins first, then both of our images as docker-compose.yml names them."""
    images = base_images()
    base = made_base(engine.folder)
    tags = ["--tag", "python:standin", "--tag", images["python"]]
    engine.build("--file", STANDINS / "base" / "Containerfile", *tags, base)
    for name in ("postgres", "caddy"):
        major = re.sub(r"\D.*", "", images[name].partition(":")[2])
        folder = STANDINS / name
        given = arguments(MAJOR=major) if name == "postgres" else ()
        file = folder / "Containerfile"
        engine.build("--file", file, "--tag", images[name], *given, folder)
    for target, tag in (("bot", BOT), ("proxy", PROXY)):
        engine.build("--target", target, "--tag", tag, ROOT)


def made_base(folder: Path) -> Path:
    """A folder with Debian and its Python as root.tar; made once, in about two minutes."""
    base, making = folder / "base", folder / "base.making"
    if not (base / "root.tar").exists():
        shutil.rmtree(making, ignore_errors=True)
        shutil.rmtree(base, ignore_errors=True)
        making.mkdir()
        engine, tree = Engine(folder), making / "tree"
        packages = "ca-certificates,python3,python3-venv,python3-pip"
        how = ["--variant=minbase", f"--include={packages}"]
        engine.run("debootstrap", *how, SUITE, tree, patience=1800)
        engine.run("tar", "-C", tree, "-cf", making / "root.tar", ".", patience=300)
        shutil.rmtree(tree)
        making.rename(base)
    trusted = ssl.get_default_verify_paths().cafile or "/etc/ssl/certs/ca-certificates.crt"
    shutil.copyfile(trusted, base / "ca-certificates.crt")
    return base
