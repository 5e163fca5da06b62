"""People who look for the first time: so many a second, each by a connection of their own.

Each asks for the page and, once it is there, for all that the page needs; time counts from when
they wanted to look, so that a server that makes them wait can't hide it. It prints one JSON line
with what they got.
"""

import argparse
import asyncio
import json
import sys
import time
from collections import Counter
from urllib.parse import urlsplit

import numpy as np

PATIENCE_S = 10.0
DRAIN_S = 15.0


class Crowd:
    """What all of them got."""

    def __init__(self, url: str, paths: list[str]) -> None:
        """Name the server and what a page needs, the page first."""
        to = urlsplit(url)
        self._host, self._port = to.hostname or "", to.port or 80
        head = f"HTTP/1.1\r\nHost: {to.netloc}\r\nAccept-Encoding: gzip\r\n"
        asked = [f"GET {path} {head}\r\n".encode() for path in paths]
        self._page, self._rest, self._count = asked[0], b"".join(asked[1:]), len(paths) - 1
        self.page_s: list[float] = []
        self.whole_s: list[float] = []
        self.statuses: Counter[int] = Counter()
        self.errors: Counter[str] = Counter()
        self.read_bytes = 0

    async def look(self, wanted_at: float) -> None:
        """Look once."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._look(wanted_at)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError) as error:
            self.errors[type(error).__name__] += 1

    async def _look(self, wanted_at: float) -> None:
        reader, writer = await asyncio.open_connection(self._host, self._port)
        try:
            writer.write(self._page)
            await self._answer(reader)
            self.page_s.append(time.monotonic() - wanted_at)
            writer.write(self._rest)
            for _ in range(self._count):
                await self._answer(reader)
            self.whole_s.append(time.monotonic() - wanted_at)
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.statuses[int(head[9:12])] += 1
        _, _, told = head.lower().partition(b"content-length: ")
        length = int(told.partition(b"\r\n")[0])
        await reader.readexactly(length)
        self.read_bytes += len(head) + length


async def _all(crowd: Crowd, rate: float, seconds: float) -> None:
    began = time.monotonic()
    looking: set[asyncio.Task[None]] = set()
    for n in range(int(rate * seconds)):
        at = began + n / rate
        if (wait := at - time.monotonic()) > 0:
            await asyncio.sleep(wait)
        task = asyncio.create_task(crowd.look(at))
        looking.add(task)
        task.add_done_callback(looking.discard)
    if looking:
        await asyncio.wait(looking, timeout=DRAIN_S)


def main() -> None:
    """Let them look, and say what they got."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--rate", type=float, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("paths", nargs="+")
    args = parser.parse_args()
    crowd = Crowd(args.url, args.paths)
    asyncio.run(_all(crowd, args.rate, args.seconds))
    told = {
        "views": len(crowd.whole_s),
        "errors": dict(crowd.errors),
        "statuses": {str(status): n for status, n in crowd.statuses.items()},
        "bytes": crowd.read_bytes,
        **{f"page_{name}": ms for name, ms in _spread(crowd.page_s).items()},
        **{f"whole_{name}": ms for name, ms in _spread(crowd.whole_s).items()},
    }
    print(json.dumps(told))
    sys.stdout.flush()


def _spread(seconds: list[float]) -> dict[str, float]:
    if not seconds:
        return {}
    p50, p99, most = np.percentile(seconds, [50, 99, 100]) * 1e3
    return {"p50": p50, "p99": p99, "max": most}


if __name__ == "__main__":
    main()
