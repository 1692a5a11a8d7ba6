"""Looking for words in all that a running bot leaves anywhere, in every form they may take."""

import base64
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg

from tests.storms.deploying import Deployment


def canaries(kind: str, number: int) -> list[str]:
    """Words that cannot be found by chance; each is new."""
    return [f"canari-{kind}-{secrets.token_hex(6)}-é" for _ in range(number)]


def found_in(content: bytes, words: Sequence[str]) -> list[str]:
    """Which of the words stand in there."""
    return [word for word in words if any(shape in content for shape in shapes(word))]


def shapes(word: str) -> Iterator[bytes]:
    """The word as files may hold it; without its accent, which each format writes otherwise."""
    plain = word[:-2]
    yield plain.encode()
    yield plain.encode("utf-16-le")
    yield plain.encode().hex().encode()
    for shift in range(3):
        # What stands in base64 depends on where in its line the word begins.
        coded = base64.b64encode(b"x" * shift + plain.encode())
        yield coded[4:-4]


def left_behind(deployment: Deployment) -> dict[str, bytes]:
    """All files of the deployment and its PostgreSQL, and what is told of its processes."""
    folders = [deployment.folder]
    if deployment.cluster:
        with psycopg.connect(deployment.cluster.url(), autocommit=True) as connection:
            connection.execute("CHECKPOINT")
        folders.append(deployment.cluster.folder)
    files = [path for folder in folders for path in folder.rglob("*")]
    left = {str(path): read(path) for path in files if path.name != "history.jsonl"}
    for process in deployment.processes:
        for name in ("environ", "cmdline"):
            left[f"{process.id} {name}"] = Path(f"/proc/{process.id}/{name}").read_bytes()
    return left


def read(path: Path) -> bytes:
    """What the file holds; a server may take it away while one looks."""
    try:
        return path.read_bytes() if path.is_file() else b""
    except FileNotFoundError:
        return b""
