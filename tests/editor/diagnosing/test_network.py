"""What the page and Telegram answer is judged, in seconds, and no token is told."""

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from bot.editor.diagnosing import Finding, Weight, network_findings
from tests.editor.diagnosing.laying import deployed, faults

TOKEN = "123456789:AAF-abcdefghijklmnopqrstuvwxyz0123"
Said = dict[str, tuple[int, Any]]


class There(ThreadingHTTPServer):
    """Answers each path as it was told."""

    said: Said
    later = timedelta()

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class Answering(BaseHTTPRequestHandler):
    """Answers a request."""

    server: There

    def do_GET(self) -> None:
        status, body = self.server.said.get(self.path, (404, "not here"))
        self.send_response_only(status)
        self.send_header("Date", format_datetime(datetime.now(UTC) + self.server.later))
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def there() -> Iterator[There]:
    server = There(("127.0.0.1", 0), Answering)
    server.said = {
        "/health": (200, {"ok": True, "wrong": []}),
        f"/bot{TOKEN}/getMe": (200, {"ok": True, "result": {"username": "a_bot"}}),
        f"/bot{TOKEN}/getWebhookInfo": (200, {"ok": True, "result": {"url": ""}}),
    }
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    serving.start()
    yield server
    server.shutdown()
    serving.join()
    server.server_close()


def look(there: There, **changes: Any) -> list[Finding]:
    """What the network tells of a deployment there."""
    given = {"public_url": there.url, "telegram_token": TOKEN, "telegram_api": there.url}
    return list(network_findings(deployed(**{**given, **changes}), seconds=5))


def test_where_all_is_well_nothing_is_named(there: There) -> None:
    assert faults(look(there)) == []


def test_where_there_is_nothing_to_ask_nothing_is_asked() -> None:
    assert list(network_findings(deployed(public_url=""))) == []


def hook(**said: Any) -> Callable[[There], None]:
    """What Telegram says about where it brings messages."""

    def put(there: There) -> None:
        there.said[f"/bot{TOKEN}/getWebhookInfo"] = (200, {"ok": True, "result": said})

    return put


def path(name: str, status: int, body: Any) -> Callable[[There], None]:
    """Another answer there."""
    return lambda there: there.said.update({name: (status, body)})


def behind(there: There) -> None:
    """Their clock is ahead of ours."""
    there.later = timedelta(minutes=5)


@pytest.mark.parametrize(
    ("fault", "weight", "what"),
    [
        (path("/health", 200, "<html>"), Weight.MISSING, "answered by something else"),
        (path("/health", 404, {}), Weight.MISSING, "answered by something else"),
        (path("/health", 503, {"ok": False}), Weight.MISSING, "something is wrong"),
        (path(f"/bot{TOKEN}/getMe", 401, {"ok": False}), Weight.MISSING, "not know the token"),
        (path(f"/bot{TOKEN}/getMe", 502, "?"), Weight.UNDECIDED, "Telegram answers with 502"),
        (hook(url="https://other.example.org"), Weight.MISSING, "brings this account's messages"),
        (hook(url="", pending_update_count=500), Weight.MISSING, "500 messages wait"),
        (behind, Weight.UNSAFE, "away from Telegram's"),
    ],
)
def test_what_is_not_well_is_named(
    there: There, fault: Callable[[There], None], weight: Weight, what: str
) -> None:
    fault(there)
    [found] = faults(look(there))
    assert found[0] is weight
    assert what in found[1]


def test_messages_that_are_brought_elsewhere_are_named(there: There) -> None:
    [(weight, what)] = faults(look(there, telegram_webhook=True))
    assert weight is Weight.MISSING
    assert "does not bring messages here" in what


def test_messages_that_are_brought_here_are_well(there: There) -> None:
    hook(url=f"{there.url}/telegram")(there)
    assert faults(look(there, telegram_webhook=True)) == []


def test_without_a_network_it_is_said_and_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        given = deployed(public_url=url, telegram_token=TOKEN, telegram_api=url)
        found = list(network_findings(given, seconds=0.2))
    assert [finding.weight for finding in found] == [Weight.MISSING, Weight.UNDECIDED]


def test_a_name_that_leads_nowhere_is_named() -> None:
    found = list(network_findings(deployed(public_url="http://127.0.0.1:9"), seconds=5))
    assert "does not answer this machine" in found[0].what


def test_no_token_is_told(there: There) -> None:
    behind(there)
    there.said.clear()
    assert TOKEN not in "\n".join(map(str, look(there)))


def test_a_certificate_that_is_not_valid_is_unsafe(there: There, tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path))
    there.socket = context.wrap_socket(there.socket, server_side=True)
    url = there.url.replace("http://127.0.0.1", "https://localhost")
    [finding] = network_findings(deployed(public_url=url), seconds=5)
    assert finding.weight is Weight.UNSAFE
    assert finding.what.startswith("the certificate of https://localhost")


def self_signed(folder: Path) -> Path:
    """A certificate that nobody vouches for, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    return file
