"""When a rising river is on a screen: what a browser that follows the stream is sent."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import httpx
from pydantic import SecretStr

from api.testing.serving import serve
from kawamori.embedded.postgres import PostgresServer
from kawamori.settings import Settings
from kawamori.storage.connections import connect
from kawamori.testing.staff import employ

KEY = "a-bench-keeps-no-real-secrets-at-all"
QUIET_S = 30.0


@contextmanager
def screen(server: PostgresServer, high_m: float) -> Iterator[dict[str, datetime]]:
    """Serve the API and follow it; give when each station was first shown this high."""
    with connect(server.url(), name="bench") as connection:
        employ(connection, "Aoi", "commander", key=KEY)
    settings = Settings(database_url=SecretStr(server.url()))
    shown: dict[str, datetime] = {}
    begun = threading.Event()
    with serve(settings) as served:
        follower = threading.Thread(target=_follow, args=(served.url, high_m, shown, begun))
        follower.start()
        begun.wait(QUIET_S)
        yield shown
    follower.join(QUIET_S)


def _follow(url: str, high_m: float, shown: dict[str, datetime], begun: threading.Event) -> None:
    """Read the stream until the server ends it."""
    headers = {"Authorization": f"Bearer {KEY}"}
    with httpx.stream("GET", f"{url}/hq/stream", headers=headers, timeout=QUIET_S) as answer:
        kind = ""
        for line in answer.iter_lines():
            begun.set()
            name, _, value = line.partition(": ")
            if name == "event":
                kind = value
            elif name == "data" and kind == "stations":
                now = datetime.now(UTC)
                for feature in json.loads(value)["features"]:
                    if (feature["properties"]["stage_m"] or 0.0) >= high_m:
                        shown.setdefault(feature["id"], now)
