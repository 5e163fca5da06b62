"""A camera that streams over RTSP (RFC 2326), its RTP beside the words on the same connection."""

import select
import ssl
import struct
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.parser import BytesParser
from enum import Enum
from functools import partial
from itertools import count, cycle
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any, NamedTuple

from kawamori.ports import LOOPBACK
from simulators.video.logins import Gate
from simulators.video.streams import Stream

_METHODS = "OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER"
_BESIDE = b"$"  # what begins with it is no words but a packet
_CLOCK_HZ = 90_000
_VERSION, _MARKER = 0x80, 0x80


class Mishap(Enum):
    """What a camera does in place of its work."""

    NONE = "none"
    MUTE = "mute"  # it accepts, and says nothing
    BLIND = "blind"  # it plays, and no picture comes
    DEAF = "deaf"  # it knows no such film


class _Asked(NamedTuple):
    method: str
    url: str
    headers: Mapping[str, str]


class RtspCamera:
    """One film on a loopback port; ``asked`` is what was asked of it so far."""

    def __init__(
        self,
        stream: Stream,
        *,
        gate: Gate | None = None,
        mishap: Mishap = Mishap.NONE,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.stream = stream
        self.gate = gate
        self.mishap = mishap
        self.asked: list[str] = []
        self.closing = threading.Event()
        self._server = _Server((LOOPBACK, 0), partial(_Conversation, self))
        if tls is not None:
            self._server.socket = tls.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self.address = f"{LOOPBACK}:{self._server.server_address[1]}/film"
        threading.Thread(target=self._server.serve_forever, name="camera", daemon=True).start()

    def close(self) -> None:
        """End it, and whatever it is saying."""
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def camera_on(
    stream: Stream,
    *,
    gate: Gate | None = None,
    mishap: Mishap = Mishap.NONE,
    tls: ssl.SSLContext | None = None,
) -> Iterator[RtspCamera]:
    """Give a camera that streams while the block lasts; with ``tls`` its scheme is rtsps."""
    camera = RtspCamera(stream, gate=gate, mishap=mishap, tls=tls)
    try:
        yield camera
    finally:
        camera.close()


class _Server(ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: whoever asked has hung up."""


class _Conversation(StreamRequestHandler):
    rbufsize = 0  # what waits is seen at the socket

    def __init__(self, camera: RtspCamera, *whence: Any) -> None:
        self.camera = camera
        self._held = b""
        super().__init__(*whence)  # which holds the conversation

    def handle(self) -> None:
        camera = self.camera
        if camera.mishap is Mishap.MUTE:
            camera.closing.wait()
        while (asked := self._next()) is not None:
            self._answer(asked)
            if asked.method == "PLAY":
                self._play()
            if asked.method == "TEARDOWN":
                return

    def _next(self) -> _Asked | None:
        """Return the next request; what comes beside, reports on reception, is passed over."""
        first, self._held = self._held or self.rfile.read(1), b""
        while first == _BESIDE:
            self._pass_over()
            first = self.rfile.read(1)
        if not first:
            return None
        method, url, _ = (first + self.rfile.readline()).decode().split()
        lines = iter(self.rfile.readline, b"\r\n")
        headers = BytesParser().parsebytes(b"".join(lines), headersonly=True)
        return _Asked(method, url, {name.lower(): value for name, value in headers.items()})

    def _pass_over(self) -> None:
        self.rfile.read(struct.unpack("!xH", self.rfile.read(3))[0])

    def _answer(self, asked: _Asked) -> None:
        camera = self.camera
        camera.asked.append(asked.method)
        gate = camera.gate
        if asked.method == "OPTIONS":
            self._say(asked, "200 OK", {"Public": _METHODS})
        elif gate and not gate.opens(asked.method, asked.headers.get("authorization", "")):
            self._say(asked, "401 Unauthorized", {"WWW-Authenticate": gate.challenge()})
        elif asked.method == "DESCRIBE" and camera.mishap is Mishap.DEAF:
            self._say(asked, "404 Not Found", {})
        elif asked.method == "DESCRIBE":
            words = ["v=0", "s=film", "t=0 0", *camera.stream.description, ""]
            said = {"Content-Type": "application/sdp", "Content-Base": f"{asked.url}/"}
            self._say(asked, "200 OK", said, "\r\n".join(words).encode())
        elif asked.method == "SETUP" and "TCP" not in asked.headers.get("transport", ""):
            self._say(asked, "461 Unsupported Transport", {})
        elif asked.method == "SETUP":
            way = "RTP/AVP/TCP;unicast;interleaved=0-1"
            self._say(asked, "200 OK", {"Transport": way, "Session": "1"})
        else:
            self._say(asked, "200 OK", {"Session": "1"})

    def _say(
        self, asked: _Asked, status: str, headers: Mapping[str, str], body: bytes = b""
    ) -> None:
        lines = [f"RTSP/1.0 {status}", f"CSeq: {asked.headers.get('cseq', '0')}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        lines += [f"Content-Length: {len(body)}", "", ""]
        self.wfile.write("\r\n".join(lines).encode() + body)

    def _play(self) -> None:
        """Send frame after frame until something is asked or nobody listens any more."""
        camera = self.camera
        stream, sequence = camera.stream, count()
        for number, frame in enumerate(cycle(stream.frames)):
            at = int(number * _CLOCK_HZ / stream.frames_per_s)
            for payload in frame if camera.mishap is not Mishap.BLIND else ():
                last = _MARKER if payload is frame[-1] else 0
                head = (_VERSION, last | stream.payload_type, next(sequence) % 65536, at % 2**32, 1)
                packet = struct.pack("!BBHII", *head) + payload
                self.wfile.write(_BESIDE + struct.pack("!BH", 0, len(packet)) + packet)
            if camera.closing.is_set() or self._is_asked(1 / stream.frames_per_s):
                return

    def _is_asked(self, within_s: float) -> bool:
        """Wait for the next frame's turn; true if the listener wants something meanwhile."""
        if not select.select([self.connection], [], [], within_s)[0]:
            return False
        self._held = self.rfile.read(1)
        if self._held != _BESIDE:
            return True
        self._pass_over()
        return False
