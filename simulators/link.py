"""A line that can be cut: a relay before the real broker, or whatever else listens."""

import socket
import threading
from contextlib import suppress

_CHUNK = 65536


class Cuttable:
    """Relays TCP connections on a loopback port; while ``cut``, those that stand are dropped.

    While ``mute`` nobody hangs up and nothing gets through: a link that died without a word.
    """

    def __init__(self, to_host: str, to_port: int) -> None:
        self._to = (to_host, to_port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.host, self.port = self._listener.getsockname()[:2]
        self._cut = False
        self.mute = False
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, name="relay", daemon=True).start()

    @property
    def cut(self) -> bool:
        """Whether the line is dead."""
        return self._cut

    @cut.setter
    def cut(self, cut: bool) -> None:
        self._cut = cut
        if cut:
            self._drop()

    def lead_to(self, host: str, port: int) -> None:
        """Lead elsewhere from now on: whoever stood behind has moved."""
        self._to = (host, port)
        self._drop()

    def close(self) -> None:
        """End the relay for good."""
        self._cut = True
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._drop()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            self._relay(near)

    def _relay(self, near: socket.socket) -> None:
        try:
            far = socket.create_connection(self._to, timeout=5)
        except OSError:
            near.close()
            return
        far.settimeout(None)
        with self._lock:
            self._open |= {near, far}
        if self._cut:
            self._drop()
        for source, sink in ((near, far), (far, near)):
            threading.Thread(target=self._pump, args=(source, sink), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while chunk := source.recv(_CHUNK):
                if not self.mute:
                    sink.sendall(chunk)
        with self._lock:
            self._open -= {source, sink}
        for each in (source, sink):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _drop(self) -> None:
        with self._lock:
            standing = list(self._open)
        for each in standing:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
