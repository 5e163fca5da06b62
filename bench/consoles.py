"""Consoles that look on: so many open streams, read as fast as they are sent, by one process.

It prints one JSON line when every stream is open and one, with what arrived, when its standard
input ends.
"""

import argparse
import json
import os
import select
import socket
import sys
from urllib.parse import urlsplit

READ_BYTES = 262_144


def main() -> None:
    """Follow until nobody wants it any more."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--count", type=int, default=49)
    args = parser.parse_args()
    key = os.environ["BENCH_KEY"]
    streams = {s.fileno(): s for s in (_open(args.url, key) for _ in range(args.count))}
    received = dict.fromkeys(streams, 0)
    poll = select.epoll()
    for fd in (*streams, sys.stdin.fileno()):
        poll.register(fd, select.EPOLLIN)
    opened = False
    while True:
        for fd, _ in poll.poll():
            if fd == sys.stdin.fileno():
                _say(
                    bytes=sum(received.values()),
                    least=min(received.values()),
                    ended=args.count - len(streams),
                )
                return
            data = streams[fd].recv(READ_BYTES)
            if not data:
                poll.unregister(fd)
                streams.pop(fd).close()
            received[fd] += len(data)
        if not opened and all(received.values()):
            opened = True
            _say(open=args.count)


def _open(url: str, key: str) -> socket.socket:
    to = urlsplit(url)
    stream = socket.create_connection((to.hostname or "", to.port or 80))
    request = (
        f"GET /hq/stream HTTP/1.1\r\nHost: {to.netloc}\r\nAccept: text/event-stream\r\n"
        f"Authorization: Bearer {key}\r\n\r\n"
    )
    stream.sendall(request.encode())
    return stream


def _say(**what: object) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    main()
