"""An SDI-12 instrument behind a transparent bridge, for a simulated port to talk as."""

from edge.instruments.sdi12 import crc_of


class SimulatedSdi12:
    """Instrument ``address`` with values such as ``+1.250``; ``wait_s`` is what it asks for."""

    def __init__(self, address: str = "0", values: str = "+1.250+22.5", wait_s: int = 0) -> None:
        self._address = address
        self._values = values
        self._wait_s = wait_s
        self._with_crc = False

    def __call__(self, said: bytes) -> bytes:
        """Answer a command; other instruments' commands are none of its business."""
        command = said.decode()
        if not command.startswith(self._address) or not command.endswith("!"):
            return b""
        if command[1] == "M":
            self._with_crc = "C" in command
            count = self._values.count("+") + self._values.count("-")
            request = f"{self._address}\r\n" if self._wait_s else ""
            return f"{self._address}{self._wait_s:03d}{count}\r\n{request}".encode()
        if command[1:] == "D0!":
            answer = f"{self._address}{self._values}".encode()
            return answer + (crc_of(answer) if self._with_crc else b"") + b"\r\n"
        return f"{self._address}\r\n".encode()
