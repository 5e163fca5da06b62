"""How fast browsers are pushed to, beside `pywebpush`, and how long 100,000 of them take.

The sink is our simulator of a push service, in a process of its own on the same cores, over
TLS. Beside `pywebpush` it takes what comes unread; the 100,000 it checks and decrypts.
"""

import os
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

import requests
from pydantic import SecretStr
from pywebpush import WebPusher, webpush

from alerting.announce import route_next_announcement
from alerting.batches import BATCH, BatchDispatcher
from alerting.channels.push.ahead import Browser
from alerting.channels.push.encryption import encrypt, new_envelope
from alerting.channels.push.jobs import Push, Surroundings
from alerting.channels.push.lanes import Lanes
from alerting.channels.push.preparing import Preparing
from alerting.channels.push.transport import BrowserPush
from bench.processes import Costs, rss_mb
from kawamori.embedded.postgres import PostgresServer
from kawamori.embedded.scratch import scratch_database_server
from kawamori.people import AreaSubscription, Channel, Language, PushEndpoint, Subscriber
from kawamori.settings import Settings
from kawamori.storage.connections import Connection, connect, open_pool
from kawamori.storage.migrations import migrate
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.intake import store_subscribers
from kawamori.storage.telling.announcements import Announcement, announce_texts
from kawamori.testing.areas import settle_districts
from kawamori.vapid import as_bytes, new_private_key, public_text, read_private_key
from simulators.push.testing import LOCAL_HOST, PushService, running

PEOPLE = 100_000
THEIRS, OURS, ENCRYPTED = 300, 10_000, 5_000
AIM_RATIO, AIM_S = 10.0, 60.0
AT_ONCE = 8
PREPARED_WITHIN_S = 8.0
SUBJECT = "mailto:bousai@city.example"
KEY = b"a-bench-keeps-no-real-numbers-!!"
TEXT = (
    "避難指示 川原町\n警戒レベル4 避難指示を出しました。危険な場所から全員避難してください。川辺市"
)
_LEFT = "SELECT FROM deliveries WHERE state <> 'accepted' LIMIT 1"


def measure() -> None:
    """Measure both and print them."""
    print("push: over TLS to a push service of ours, in a process of its own on the same cores")
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as service:
        _beside(service)
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder)) as service,
        scratch_database_server("postgresql-18") as server,
    ):
        _a_city(server, service)


def _beside(service: PushService) -> None:
    """Push one text with `pywebpush`, as its README calls it, and with our lanes.

    The service takes all of it unread, so that it is the senders that are measured.
    """
    service.behave(unread=True)
    _encryption_alone()
    key, there = new_private_key(), service.browsers(OURS)
    os.environ["REQUESTS_CA_BUNDLE"] = str(service.ca_file)
    theirs = _rate("pywebpush, as its README has it", THEIRS, lambda: _pywebpush(there, key))
    with requests.Session() as kept:
        _rate("pywebpush, its connection kept", THEIRS, lambda: _pywebpush(there, key, kept))
    lanes = Lanes(Surroundings(key, SUBJECT, str(service.ca_file), (LOCAL_HOST,)))
    pushes = [_push(each) for each in there]
    lanes.send(pushes[:8])
    ours = _rate("ours, nothing prepared", OURS, lambda: _send(lanes, pushes))
    time.sleep(PREPARED_WITHIN_S)
    prepared = _rate("ours, prepared ahead", OURS, lambda: _send(lanes, pushes))
    lanes.close()
    print(
        f"      {ours / theirs:.0f} times pywebpush, prepared {prepared / theirs:.0f} times;"
        f" the aim is {AIM_RATIO:g}"
    )


def _encryption_alone() -> None:
    """Print what encrypting costs on one core as a message is sent, ``pywebpush`` beside it."""
    key = new_private_key()
    point, auth = public_text(read_private_key(key)), "BTBZMqHH6r4Tts7J_aSIgg"
    browser, text = Browser(as_bytes(point), as_bytes(auth)), TEXT.encode()
    subscription = {
        "endpoint": "https://push.example.net/x",
        "keys": {"p256dh": point, "auth": auth},
    }
    theirs_us = _micros(lambda: WebPusher(subscription).encode(text))
    anew_us = _micros(lambda: encrypt(new_envelope(*browser), text))
    ready = [new_envelope(*browser) for _ in range(ENCRYPTED)]
    ready_us = _micros(lambda: encrypt(ready.pop(), text))
    print(
        f"  encryption alone, µs a message: pywebpush {theirs_us:.0f}, ours {anew_us:.0f},"
        f" prepared ahead {ready_us:.1f}"
    )


def _micros(work: Callable[[], object]) -> float:
    began = time.process_time()
    for _ in range(ENCRYPTED):
        work()
    return (time.process_time() - began) / ENCRYPTED * 1e6


def _pywebpush(
    there: Sequence[dict[str, Any]], key: str, session: requests.Session | None = None
) -> None:
    for each in there[:THEIRS]:
        webpush(
            subscription_info=each,
            data=TEXT,
            vapid_private_key=key,
            vapid_claims={"sub": SUBJECT},
            ttl=1800,
            requests_session=session,
        )


def _rate(name: str, count: int, work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    rate = count / (time.perf_counter() - began)
    print(f"  {name:32} {rate:8,.0f}/s")
    return rate


def _send(lanes: Lanes, pushes: list[Push]) -> None:
    parts = [pushes[n : n + BATCH] for n in range(0, len(pushes), BATCH)]
    with ThreadPoolExecutor(AT_ONCE) as executor:
        for replies in executor.map(lanes.send, parts):
            if {reply.status for reply in replies} != {HTTPStatus.CREATED}:
                raise RuntimeError(f"not all were taken: {replies}")


def _push(subscription: dict[str, Any]) -> Push:
    endpoint, keys = subscription["endpoint"], subscription["keys"]
    browser = Browser(as_bytes(keys["p256dh"]), as_bytes(keys["auth"]))
    origin = endpoint.rsplit("/push/", 1)[0]
    return Push(endpoint, origin, browser, TEXT.encode(), 1800, "bench", "high")


def _a_city(server: PostgresServer, service: PushService) -> None:
    """Push an order to 100,000 browsers: from rows that are due to rows that say accepted.

    The service checks every header and signature, decrypts, and remembers.
    """
    server.create_database("kawamori")
    with connect(server.url(), name="bench") as connection:
        migrate(connection)
        settle_districts(connection)
        _subscribe(connection, service)
        _announce(connection)
        settings = Settings(
            database_url=SecretStr(server.url()),
            vapid_private_key=SecretStr(new_private_key()),
            vapid_subject=SUBJECT,
            push_ca_file=service.ca_file,
            push_local_hosts=[LOCAL_HOST],
        )
        pids = {"database": [server.pid], "push service": [service.process.pid]}
        costs, memory = _deliver(connection, settings, pids)
    counts = service.counts()
    print(
        f"  {PEOPLE:,} browsers: claimed, encrypted (nothing prepared), taken and recorded in"
        f" {costs.seconds:.1f} s, {costs.seconds / AIM_S:.2f} of the {AIM_S:g} s it may take;"
        f" decrypted {counts['different']:,}, twice {counts['twice']}"
    )
    each = ", ".join(f"{name} {s / PEOPLE * 1e6:.0f}" for name, s in costs.cpu_s.items())
    print(f"      CPU µs a message: {each}; MB resident, lanes and dispatcher: {memory}")


def _subscribe(connection: Connection, service: PushService) -> None:
    for _ in range(PEOPLE // OURS):
        people = [
            Subscriber(
                PushEndpoint(each["endpoint"], each["keys"]["p256dh"], each["keys"]["auth"]),
                channel=Channel.PUSH,
                areas=(AreaSubscription("kawara"),),
            )
            for each in service.browsers(OURS)
        ]
        store_subscribers(connection, AddressSeal(KEY), people, run_no=0)


def _announce(connection: Connection) -> None:
    texts = {(Channel.PUSH, Language.JA): TEXT}
    said = Announcement(0, "canary", "issue", 4, "bench", texts, ("kawara",))
    with connection.transaction():
        announce_texts(connection, said)
    route_next_announcement(connection, _wall())


def _deliver(
    connection: Connection, settings: Settings, pids: dict[str, list[int]]
) -> tuple[Costs, str]:
    """Send all that is due; return what that cost, and how much memory we had by then."""
    seal, push = AddressSeal(KEY), BrowserPush(settings)
    url = settings.database_url.get_secret_value()
    own_s = time.process_time()
    with open_pool(url, name="bench", size=AT_ONCE + 2) as pool:
        dispatcher = BatchDispatcher("bench", push, pool.connection, seal, over=Channel.PUSH)
        Preparing(push, pool.connection, seal).step()  # which starts the lanes
        pids["lanes"] = push.pids()
        with Costs(pids) as costs, ThreadPoolExecutor(AT_ONCE) as executor:
            while dispatcher.deliver_due(executor, _wall) or connection.execute(_LEFT).fetchall():
                pass
        resident = " + ".join(f"{rss_mb(pid):.0f}" for pid in (*push.pids(), os.getpid()))
        dispatcher.finish()
    costs.cpu_s["dispatcher"] = time.process_time() - own_s
    return costs, resident


def _wall() -> datetime:
    return datetime.now(UTC)
