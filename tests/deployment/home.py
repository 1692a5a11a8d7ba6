"""The compose file, brought up for real in a folder as a volunteer's would be, and the page's side
of a talk through its proxy.
"""

import json
import secrets
import shutil
import ssl
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.deployment.engine import Engine
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
PODMAN_COMPOSE = Path(sys.executable).with_name("podman-compose")
PROJECT = "mis-test"
BY_THE_PAGE = 4.0
"""Seconds that the page's side waits for an answer: twice what is promised, for a busy machine."""


@dataclass
class Home:
    """A running deployment."""

    engine: Engine
    folder: Path
    port: int

    @property
    def url(self) -> str:
        """Where young people reach it."""
        return f"https://localhost:{self.port}"

    def compose(self, *arguments: str, patience: float = 180) -> str:
        """What a volunteer types."""
        command = [str(PODMAN_COMPOSE), "-p", PROJECT, *arguments]
        return self.engine.run(*command, cwd=self.folder, patience=patience)

    def type(self, line: str) -> None:
        """The same as a line of a shell, with its redirections."""
        command = f"{PODMAN_COMPOSE} -p {PROJECT} {line}"
        self.engine.run("sh", "-c", command, cwd=self.folder, patience=180)

    def containers(self, service: str = "") -> list[str]:
        """The names of its containers, of one service or of all."""
        names = self.engine.run("podman", "ps", "--all", "--format", "{{.Names}}").split()
        return sorted(name for name in names if name.startswith(f"{PROJECT}_{service}"))

    def state(self, container: str, field: str) -> str:
        """What the engine says of a container now, such as its `Pid` or `ExitCode`."""
        form = f"{{{{.State.{field}}}}}"
        return self.engine.run("podman", "inspect", "--format", form, container).strip()

    def inside(self, container: str, *command: str) -> str:
        """What a command in a container prints, whether it succeeds or not."""
        done = self.engine.attempt("podman", "exec", container, *command)
        return done.stdout + done.stderr

    def kill(self, service: str) -> None:
        """The service is gone at once, without a word, and stays away."""
        self.engine.run("podman", "stop", "--time", "0", *self.containers(service))

    def start(self, service: str) -> None:
        """It is back."""
        self.engine.run("podman", "start", *self.containers(service))

    def told(self) -> str:
        """All that the engine tells of the containers, and all that they logged."""
        names = self.containers()
        logs = [self.engine.attempt("podman", "logs", name) for name in names]
        said = "".join(log.stdout + log.stderr for log in logs)
        return self.engine.run("podman", "inspect", *names) + said

    def secrets(self) -> dict[str, str]:
        """What may stand nowhere but in the files."""
        return {path.name: path.read_text() for path in (self.folder / "secrets").iterdir()}

    def browser(self) -> httpx.Client:
        """Trusts the proxy's own certificate and no other."""
        root = self.inside(
            self.containers("proxy")[0], "cat", "/data/caddy/pki/authorities/local/root.crt"
        )
        context = ssl.create_default_context(cadata=root)
        return httpx.Client(base_url=self.url, verify=context, http2=False, timeout=BY_THE_PAGE)


@contextmanager
def brought_up(engine: Engine, folder: Path) -> Iterator[Home]:
    """A home in that folder, taken down and forgotten at the end."""
    for name in ("docker-compose.yml", "deploy"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
        copy(ROOT / name, folder / name)
    engine.run(folder / "deploy" / "make-secrets", cwd=folder)
    home = Home(engine, folder, free_port())
    (folder / ".env").write_text(
        f"SITE=localhost\nCERTIFICATE=internal\nHTTP_PORT=127.0.0.1:{free_port()}\n"
        f"HTTPS_PORT=127.0.0.1:{home.port}\n"
    )
    try:
        home.compose("down", "--volumes")
        home.compose("up", "--detach", "--no-build")
        wait_until_well(home)
        yield home
    finally:
        home.compose("down", "--volumes")


def wait_until_well(home: Home, seconds: float = 180) -> None:
    """Until the page answers through the proxy and the store takes a turn."""
    until = time.monotonic() + seconds
    while not takes_a_turn(home):
        assert time.monotonic() < until, f"It does not come up.\n{home.told()[-6000:]}"
        time.sleep(1)


def takes_a_turn(home: Home) -> bool:
    """Whether a new conversation can be begun now."""
    try:
        with home.browser() as browser:
            return Talk(browser).try_to_say({"start": True}).status_code == 200
    except (httpx.TransportError, ssl.SSLError):
        return False


@dataclass
class Talk:
    """The page's side: sends, sends again with the same id, keeps what it was shown."""

    browser: httpx.Client
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    shown: dict[int, str] = field(default_factory=dict)

    @property
    def headers(self) -> dict[str, str]:
        """What every request of the script carries."""
        return {"Authorization": f"Bearer {self.token}"}

    def try_to_say(self, content: dict[str, Any], id: str | None = None) -> httpx.Response:
        """One try; the replies are kept where it was taken."""
        message = {"id": id or secrets.token_urlsafe(12), "language": "en", "country": "BE"}
        answer = self.browser.post("/say", json={**message, **content}, headers=self.headers)
        if answer.status_code == 200:
            for reply in answer.json()["replies"]:
                assert self.shown.setdefault(reply["seq"], reply["text"]) == reply["text"]
        return answer

    def say(self, content: dict[str, Any], id: str | None = None, seconds: float = 60) -> None:
        """Until it is taken, with one id."""
        id = id or secrets.token_urlsafe(12)
        until = time.monotonic() + seconds
        while True:
            try:
                answer = self.try_to_say(content, id)
                if answer.status_code == 200:
                    return
                told = f"{answer.status_code} {answer.text[:300]}"
            except httpx.TransportError as error:
                told = repr(error)
            assert time.monotonic() < until, told
            time.sleep(0.5)

    def heard(self, count: int) -> dict[int, str]:
        """The first replies that the stream brings, from the beginning on."""
        found: dict[int, str] = {}
        listening = self.browser.stream("GET", "/stream?after=0", headers=self.headers, timeout=60)
        with listening as stream:
            for line in stream.iter_lines():
                if line.startswith("data: {"):
                    reply = json.loads(line.removeprefix("data: "))
                    found[reply["seq"]] = reply["text"]
                if len(found) >= count:
                    return found
        return found
