"""Asking whether the bot is well, over a server that answers what it is told to."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread, Timer

import pytest

from bot.asking import tell_health, what_is_wrong

QUICKLY = 0.01
"""Seconds between two looks whether to stop."""


@contextmanager
def answering(status: int, body: bytes) -> Iterator[int]:
    """A server on this machine with one answer; gives its port."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *given: object) -> None:
            """Quiet."""

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever, args=[QUICKLY], daemon=True).start()
        yield server.server_port
        server.shutdown()


@contextmanager
def starting_later(port: int) -> Iterator[None]:
    """A server that is well, and begins to answer at this port only after a moment."""

    class Well(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, format: str, *given: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", port), Well, bind_and_activate=False)
    server.allow_reuse_address = True

    def begin() -> None:
        server.server_bind()
        server.server_activate()
        server.serve_forever(QUICKLY)

    Timer(0.3, begin).start()
    yield
    server.shutdown()
    server.server_close()


def test_a_bot_that_is_well_has_nothing_wrong() -> None:
    with answering(200, b'{"ok": true, "wrong": []}') as port:
        assert what_is_wrong(port) == ""


def test_what_the_bot_says_is_told() -> None:
    body = json.dumps({"ok": False, "wrong": ["content/en: a", "content/fr: b"]}).encode()
    with answering(503, body) as port:
        assert what_is_wrong(port) == "content/en: a; content/fr: b"


@pytest.mark.parametrize("body", [b"<html>", b"", b"[]", b'{"wrong": []}'])
def test_an_answer_that_is_not_ours_is_wrong(body: bytes) -> None:
    with answering(502, body) as port:
        assert what_is_wrong(port)


def test_no_answer_is_wrong() -> None:
    with answering(200, b"{}") as port:
        pass
    assert f"port {port}" in what_is_wrong(port, patience=1)


def test_a_bot_that_is_just_starting_is_waited_for(capsys: pytest.CaptureFixture[str]) -> None:
    with answering(200, b"{}") as port:
        pass
    with starting_later(port):
        assert tell_health(port, wait=30) == 0
    assert capsys.readouterr().out == "well\n"


def test_it_ends_as_a_container_expects(capsys: pytest.CaptureFixture[str]) -> None:
    with answering(200, b"{}") as port:
        assert tell_health(port) == 0
    assert tell_health(port) == 1
    assert capsys.readouterr().out.startswith("well\nNo bot answers")


def test_the_check_of_the_container_asks_only_whether_it_answers() -> None:
    class AliveAndUnwell(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/alive" else 503)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, format: str, *given: object) -> None:
            """Quiet."""

    with HTTPServer(("127.0.0.1", 0), AliveAndUnwell) as server:
        Thread(target=server.serve_forever, args=[QUICKLY], daemon=True).start()
        given = {**os.environ, "MAKE_IT_SAFE_PORT": str(server.server_port)}
        checked = subprocess.run([sys.executable, "-m", "bot.asking"], env=given, check=False)
        assert (checked.returncode, tell_health(server.server_port)) == (0, 1)
        server.shutdown()
