"""Partners as they are: a program that listens for webhooks, and a mail server."""

import asyncio
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from kawamori.people import Address, Channel, Language, WebhookUrl
from kawamori.storage.telling.deliveries import Delivery

SECRET = "a2F3YW1vcmkta2F3YW1vcmk"  # noqa: S105 of nobody
LOOPBACK = ip_address("127.0.0.1")
PASSWORD = "a password"  # noqa: S105 of nobody
NOW = datetime(2026, 9, 1, 5, 5, tzinfo=UTC)


@dataclass
class Partner:
    """A partner's program: what it was sent, and how it answers."""

    url: str
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    taken: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    hold: threading.Event = field(default_factory=threading.Event)

    def address(self) -> WebhookUrl:
        return WebhookUrl(self.url, SECRET)

    @property
    def ids(self) -> list[str]:
        """Return the ids of what was posted, in order."""
        return [headers["webhook-id"] for headers, _ in self.taken]


@pytest.fixture
def partner() -> Iterator[Partner]:
    there = Partner("")

    class Listener(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            there.taken.append(({k.lower(): v for k, v in self.headers.items()}, body))
            there.hold.wait(10)
            self.send_response(there.status)
            for name, value in there.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 its name
            pass

    there.hold.set()
    with ThreadingHTTPServer(("127.0.0.1", 0), Listener) as server:
        there.url = f"http://127.0.0.1:{server.server_port}/flood"
        serving = threading.Thread(target=server.serve_forever, args=(0.02,))
        serving.start()
        yield there
        there.hold.set()
        server.shutdown()
        serving.join()


@dataclass(frozen=True)
class Office:
    """A mail server that wants encryption and a password, and the CA that vouches for it."""

    postbox: "Postbox"
    ca_file: Path
    password: str = PASSWORD


@pytest.fixture
def strict_office(tmp_path: Path) -> Iterator[Office]:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(LOOPBACK)]), critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    ca_file, key_file = tmp_path / "ca.pem", tmp_path / "key.pem"
    ca_file.write_bytes(certificate.public_bytes(Encoding.PEM))
    key_file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(ca_file, key_file)

    def knows(_server: Any, _session: Any, _envelope: Any, _way: str, shown: Any) -> AuthResult:
        known = (shown.login, shown.password) == (b"kawamori", PASSWORD.encode())
        return AuthResult(success=known, handled=False)

    with listening(
        tls_context=tls, require_starttls=True, auth_required=True, authenticator=knows
    ) as box:
        yield Office(box, ca_file)


@pytest.fixture
def delivery() -> Callable[..., Delivery]:
    """Give deliveries to an address."""

    def made(address: Address, **changes: Any) -> Delivery:
        values: dict[str, Any] = {
            "delivery_id": uuid4(),
            "run_no": 0,
            "subscriber_id": 1,
            "channel": Channel.WEBHOOK,
            "level": 4,
            "risk": 0,
            "language": Language.JA,
            "status": "actual",
            "family": "order",
            "kind": "issue",
            "thread": "order/12",
            "body": "警戒レベル4避難指示 川原町\n危険な場所から全員避難。\n市民会館へ。",
            "tries": 1,
            "created_at": NOW,
            "answered_at": None,
            "provider_code": None,
            "address": address,
            "is_stopped": False,
            "is_overtaken": False,
        }
        return Delivery(**{**values, **changes})

    return made


class Postbox:
    """A real mail server: the letters it took, and the answers it gives instead."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []
        self.recipients: list[str] = []
        self.to_recipient = ""
        self.to_letter = ""
        self.hangs_up = False
        self.port = 0

    async def handle_RCPT(  # noqa: N802 aiosmtpd's
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.to_recipient:
            return self.to_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if not self.to_letter:
            self.letters.append(envelope.content)
            self.recipients += envelope.rcpt_tos
        if self.hangs_up:
            server.transport.abort()
            await asyncio.sleep(0)
        return self.to_letter or "250 OK"


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with listening() as box:
        yield box


@contextmanager
def listening(**options: Any) -> Iterator[Postbox]:
    """Run a mail server; the options are aiosmtpd's."""
    box, begun, loop = Postbox(), threading.Event(), asyncio.new_event_loop()

    def serve() -> None:
        listening = loop.create_server(
            lambda: SMTP(box, hostname="mail.example", loop=loop, **options), "127.0.0.1", 0
        )
        server = loop.run_until_complete(listening)
        box.port = server.sockets[0].getsockname()[1]
        begun.set()
        loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0.01))
        loop.close()

    serving = threading.Thread(target=serve)
    serving.start()
    assert begun.wait(10)
    yield box
    loop.call_soon_threadsafe(loop.stop)
    serving.join()
