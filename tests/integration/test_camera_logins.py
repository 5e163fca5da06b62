"""A camera over HTTP is given its login as it asks for it, and nobody else hears it."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from edge.stills.cameras import CameraTable
from kawamori.errors import UnavailableError
from kawamori.ports import LOOPBACK
from simulators.scene import draw_scene
from simulators.video.logins import Gate

NOW = datetime(2026, 9, 1, 3, 10, tzinfo=UTC)
SCENE = draw_scene(1.0, (-0.5, 5.0), NOW, (35.05, 138.97), seed="west", title="WEST")
PASSWORD = "p@ss:w/rd%#1"  # noqa: S105 of nobody
QUOTED = "p%40ss%3Aw%2Frd%25%231"
BASIC, DIGEST = (Gate("viewer", PASSWORD, basic=basic) for basic in (True, False))
STRONGER = 'Digest realm="kawabe", nonce="5f0d6a27", algorithm=SHA-256'
EMPTY = f"{DIGEST.challenge()}, opaque="


@dataclass
class Camera:
    """What a camera asks of who comes without a login, or where it sends them; what it heard."""

    gate: Gate | None = None
    challenges: Sequence[str] = ()
    leads_to: str | None = None
    heard: list[str] = field(default_factory=list)

    def answer(self, path: str, said: str) -> tuple[int, list[tuple[str, str]], bytes]:
        """Return the status, the headers and the body."""
        self.heard.append(said)
        if self.leads_to is not None and not path.startswith("/film"):
            return 302, [("Location", self.leads_to)], b""
        if self.gate is None or self.gate.opens("GET", said):
            return 200, [], SCENE
        asks = self.challenges or [self.gate.challenge()]
        return 401, [("WWW-Authenticate", each) for each in asks], b""


@contextmanager
def on_the_network(camera: Camera, host: str = LOOPBACK) -> Iterator[str]:
    """Give a camera an address: host and port."""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said = self.headers.get("Authorization", "")
            status, headers, body = camera.answer(self.path, said)
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the library's name
            """Say nothing."""

    with HTTPServer((host, 0), Answering) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"{host}:{server.server_port}"
        server.shutdown()


def still(url: str) -> bytes:
    return CameraTable(camera_id="west", interval_s=60, url=url).source()(NOW)


def refusal(taken: Callable[[], bytes]) -> str:
    with pytest.raises(UnavailableError) as refused:
        taken()
    return str(refused.value)


@pytest.mark.parametrize(
    ("gate", "challenges"),
    [
        pytest.param(BASIC, [], id="basic"),
        pytest.param(DIGEST, [], id="digest"),
        pytest.param(DIGEST, [STRONGER, DIGEST.challenge()], id="a stronger digest first"),
        pytest.param(DIGEST, [BASIC.challenge(), DIGEST.challenge()], id="basic first"),
        pytest.param(DIGEST, [EMPTY], id="an empty member"),
    ],
)
def test_a_camera_is_given_its_login_as_it_asks_for_it(
    gate: Gate, challenges: Sequence[str]
) -> None:
    with on_the_network(Camera(gate, challenges)) as place:
        assert still(f"http://viewer:{QUOTED}@{place}/now.jpg?pwd=sesame") == SCENE


def test_where_digest_is_to_be_had_the_password_does_not_cross_the_line() -> None:
    camera = Camera(DIGEST, [BASIC.challenge(), DIGEST.challenge()])

    with on_the_network(camera) as place:
        still(f"http://viewer:{QUOTED}@{place}/now.jpg")

    assert [said.partition(" ")[0] for said in camera.heard] == ["", "Digest"]


def test_a_wrong_login_is_said_once_and_refused_without_a_secret() -> None:
    camera = Camera(DIGEST)

    with on_the_network(camera) as place:
        said = refusal(lambda: still(f"http://viewer:another@{place}/now.jpg?pwd=sesame"))

    assert said.startswith(f"http://{place}: HTTP Error 401")
    assert not [secret for secret in ("viewer", "another", "sesame") if secret in said]
    assert len(camera.heard) == 2


def test_a_login_that_can_not_be_answered_is_named() -> None:
    with on_the_network(Camera(DIGEST, [STRONGER])) as place:
        said = refusal(lambda: still(f"http://viewer:{QUOTED}@{place}/now.jpg"))

    assert "neither Basic nor Digest by MD5 or SHA" in said


def test_a_camera_that_sends_us_on_to_another_of_its_pages_is_given_its_login_there() -> None:
    camera = Camera(DIGEST, leads_to="/film/now.jpg")

    with on_the_network(camera) as place:
        assert still(f"http://viewer:{QUOTED}@{place}/now.jpg") == SCENE


def test_whoever_a_camera_leads_to_does_not_hear_its_login() -> None:
    other = Camera(BASIC)
    with on_the_network(other, "127.0.0.2") as elsewhere:
        camera = Camera(leads_to=f"http://{elsewhere}/now.jpg")
        with on_the_network(camera) as place:
            said = refusal(lambda: still(f"http://viewer:{QUOTED}@{place}/now.jpg"))

    assert said.endswith(
        f"it leads to http://{elsewhere}, which asks for a login: name that camera itself"
    )
    assert other.heard == [""]
