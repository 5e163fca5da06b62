"""Publish readings as fast as wanted for next to no CPU: packets made beforehand, raw sockets.

A process of its own, so that its cost can be told apart. It speaks just enough MQTT
3.1.1: CONNECT, QoS 1 PUBLISH with a bounded window a connection, PUBACK counted. It
prints one JSON line when it is ready and one when it is done. Modes:

  flood   everything at once, but never more than the numbers on standard input permit
  paced   so many a second, each dated when it is sent
"""

import argparse
import json
import resource
import select
import socket
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any

START = datetime(2026, 6, 1, tzinfo=UTC)
CHUNK = 50  # packets a write


class Publisher:
    """One connection with a bounded window of unacknowledged publishes."""

    def __init__(self, host: str, port: int, name: str, window: int) -> None:
        """Connect."""
        self.sock = socket.create_connection((host, port))
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        head = b"\0\x04MQTT\x04\x02\0\0" + _text(name)
        self.sock.sendall(b"\x10" + _length(len(head)) + head)
        welcome = self.sock.recv(4)
        if welcome[3:] != b"\0":
            raise ConnectionError(f"the broker said {welcome!r}")
        self.sock.setblocking(False)
        self.window = window
        self.mid = 0
        self.sent = self.acked = 0
        self._unsent = b""
        self._odd = 0

    def room(self) -> int:
        """Return how many more may be sent now."""
        return 0 if self._unsent else self.window - (self.sent - self.acked)

    def send(self, packets: bytes, count: int) -> None:
        """Send as much as goes, keep the rest for the next time the socket is writable."""
        self.sent += count
        self._unsent += packets
        self.flush()

    def flush(self) -> None:
        """Send what could not be sent before."""
        try:
            while self._unsent:
                self._unsent = self._unsent[self.sock.send(self._unsent) :]
        except BlockingIOError:
            pass

    def read(self) -> None:
        """Count acknowledgements: the broker sends nothing else here."""
        try:
            data = len(self.sock.recv(65536)) + self._odd
        except BlockingIOError:
            return
        self.acked += data // 4
        self._odd = data % 4

    def packet(self, topic: bytes, payload: bytes) -> bytes:
        """Return a QoS 1 PUBLISH."""
        self.mid = self.mid % 65535 + 1
        body = _text(topic) + self.mid.to_bytes(2, "big") + payload
        return b"\x32" + _length(len(body)) + body


def main() -> None:
    """Publish as the arguments say."""
    parser = argparse.ArgumentParser()
    parser.add_argument("mode", choices=["flood", "paced"])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--status", default="actual")
    parser.add_argument("--run", default="")
    parser.add_argument("--boot", type=int, default=1)
    parser.add_argument("--stations", type=int, default=1000)
    parser.add_argument("--readings", type=int, default=100_000)
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--connections", type=int, default=10)
    parser.add_argument("--window", type=int, default=200)
    parser.add_argument("--rate", type=int, default=1000)
    args = parser.parse_args()
    publishers = [
        Publisher(args.host, args.port, f"gen{args.boot}-{n}", args.window)
        for n in range(args.connections)
    ]
    (flood if args.mode == "flood" else paced)(args, publishers)


def flood(args: Any, publishers: list[Publisher]) -> None:
    """Send everything, held back by each window and by what is permitted."""
    queues = [_chunks(args, p, n, len(publishers)) for n, p in enumerate(publishers)]
    _say(ready=True)
    permitted = 0
    began = time.perf_counter()
    cpu = _cpu_s()
    poll = select.poll()
    by_fd = {p.sock.fileno(): (p, iter(q)) for p, q in zip(publishers, queues, strict=True)}
    waiting = {fd: next(q, None) for fd, (_, q) in by_fd.items()}
    for fd in by_fd:
        poll.register(fd, select.POLLIN | select.POLLOUT)
    poll.register(sys.stdin.fileno(), select.POLLIN)
    total = 0
    while any(waiting.values()) or any(p.sent > p.acked for p in publishers):
        held = True
        for fd, event in poll.poll(5):
            if fd == sys.stdin.fileno():
                permitted = int(sys.stdin.readline() or sys.maxsize)
                continue
            publisher, queue = by_fd[fd]
            if event & select.POLLIN:
                publisher.read()
            publisher.flush()
            chunk = waiting[fd]
            while chunk and publisher.room() >= chunk[1] and total + chunk[2] <= permitted:
                publisher.send(chunk[0], chunk[1])
                total += chunk[2]
                chunk = waiting[fd] = next(queue, None)
                held = False
        if held:  # nothing went out: wait for acknowledgements or for permission, not for room
            time.sleep(0.001)
    _say(sent=total, seconds=time.perf_counter() - began, cpu_s=_cpu_s() - cpu)


def paced(args: Any, publishers: list[Publisher]) -> None:
    """Send at a rate, each reading dated with the moment it is sent."""
    _say(ready=True)
    sys.stdin.readline()
    cpu = _cpu_s()
    began = time.time()
    sent = 0
    while sent < args.readings:
        due = min(args.readings, int((time.time() - began) * args.rate))
        while sent < due:
            station = sent % args.stations
            publisher = publishers[station % len(publishers)]
            now = datetime.now(UTC)
            seq = sent // args.stations + 1
            payload = _reading(args, seq, now, station)
            publisher.send(publisher.packet(_topic(args, station), payload.encode()), 1)
            sent += 1
        for publisher in publishers:
            publisher.read()
            publisher.flush()
        time.sleep(0.0005)
    deadline = time.time() + 30
    while any(p.sent > p.acked for p in publishers) and time.time() < deadline:
        for publisher in publishers:
            publisher.read()
        time.sleep(0.001)
    _say(sent=sent, seconds=time.time() - began, cpu_s=_cpu_s() - cpu)


def _chunks(args: Any, publisher: Publisher, number: int, of: int) -> list[tuple[bytes, int, int]]:
    """Return a connection's share as (packets, how many packets, how many readings)."""
    messages = args.readings // args.batch
    packets = [
        publisher.packet(_topic(args, message % args.stations), _payload(args, message))
        for message in range(number, messages, of)
    ]
    size = max(1, CHUNK // args.batch)
    return [
        (b"".join(part), len(part), len(part) * args.batch)
        for part in (packets[at : at + size] for at in range(0, len(packets), size))
    ]


def _payload(args: Any, message: int) -> bytes:
    station, turn = message % args.stations, message // args.stations
    first = turn * args.batch
    readings = [
        _reading(
            args,
            first + k + 1,
            START + timedelta(seconds=(args.boot * 40_000 + first + k)),
            station,
        )
        for k in range(args.batch)
    ]
    text = readings[0] if args.batch == 1 else f"[{','.join(readings)}]"
    return text.encode()


def _reading(args: Any, seq: int, at: datetime, station: int) -> str:
    run = f',"run":"{args.run}"' if args.run else ""
    return (
        f'{{"v":1,"boot":{args.boot},"seq":{seq},"observed_at":"{at:%Y-%m-%dT%H:%M:%S.%fZ}",'
        f'"result":{1 + (seq * 7 + station) % 997 / 1000}{run}}}'
    )


def _topic(args: Any, station: int) -> bytes:
    return f"{args.status}/v1/device-{station:05}/station-{station:05}/stage/observation".encode()


def _text(value: bytes | str) -> bytes:
    data = value.encode() if isinstance(value, str) else value
    return len(data).to_bytes(2, "big") + data


def _length(value: int) -> bytes:
    out = bytearray()
    while True:
        value, digit = divmod(value, 128)
        out.append(digit | 128 if value else digit)
        if not value:
            return bytes(out)


def _cpu_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _say(**what: object) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    main()
