"""Whatever is published, it is stored or kept in quarantine with its reason; the next is stored.

`docs/bad-input.md` is this table. To write it anew: KAWAMORI_WRITE_DOCS=1 pytest THIS_FILE
"""
# ruff: noqa: E501 in a table, one case is one line

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kawamori.testing.waiting import until

if TYPE_CHECKING:
    from conftest import River

PAGE = Path(__file__).parents[3] / "docs" / "bad-input.md"
HEAD = """# What happens to bad input

Every message below is published for real by the tests, a good reading after each one:
none is lost, none stops the next. What can't be stored is kept in quarantine with its
bytes, its topic and the reason; `kawamori quarantine list` shows it, and
`kawamori quarantine replay` tries it again once what was wrong is mended.

| published | what happens | reason in quarantine |
|---|---|---|
"""
STAGE = "actual/v1/d1/kawabe-bridge/stage/observation"
REFUSED, STORED, IGNORED = "quarantine", "stored", "not for ingest: let pass"
TWO_MB = 2 * 1024 * 1024


class Case(NamedTuple):
    """What is published, and its fate; ``reason`` is part of what the quarantine says."""

    what: str
    payload: bytes
    fate: str
    reason: str = ""
    topic: str = STAGE
    retain: bool = False


def good(**changes: Any) -> bytes:
    """Return a reading's payload, changed: None takes a field away."""
    fields = {
        "v": 1, "boot": 7, "seq": 1, "observed_at": "2026-03-01T00:00:00Z", "result": 1.25,
    }  # fmt: skip
    return json.dumps({k: v for k, v in (fields | changes).items() if v is not None}).encode()


CASES = [
    Case("nothing", b"", REFUSED, "Input data was truncated"),
    Case("text that is not JSON", b"stage=1.25", REFUSED, "JSON is malformed"),
    Case("JSON cut short", good()[:40], REFUSED, "Input data was truncated"),
    Case("two objects in a row", good() + good(), REFUSED, "trailing characters"),
    Case("`null`", b"null", REFUSED, "Expected `object | array`, got `null`"),
    Case("a bare number", b"1.25", REFUSED, "Expected `object | array`, got `float`"),
    Case("an empty batch", b"[]", REFUSED, "a batch of no readings"),
    Case("invalid UTF-8", b'{"v":1,"run":"\xff\xfe"}', REFUSED, "can't decode byte 0xff"),
    Case("16-bit text", good().decode().encode("utf-16"), REFUSED, "JSON is malformed"),
    Case("MessagePack", b"\x85\xa1v\x01\xa4boot\x07", REFUSED, "JSON is malformed"),
    Case("100,000 nested arrays", b"[" * 100_000, REFUSED, "payload"),
    Case("a body of 2 MB", b"x" * TWO_MB, REFUSED, "JSON is malformed"),
    Case("a result of 2 MB of digits", b'{"v":1,"result":' + b"9" * TWO_MB + b"}", REFUSED, "range"),
    Case("`NaN`", good().replace(b"1.25", b"NaN"), REFUSED, "JSON is malformed"),
    Case("`1e999`", good().replace(b"1.25", b"1e999"), REFUSED, "out of range"),
    Case("a result beyond ±1,000,000", good(result=1e9), REFUSED, "<= 1000000.0 - at `$.result`"),
    Case("a result in quotes", good(result="1.25"), REFUSED, "got `str` - at `$.result`"),
    Case("a result that is `true`", good(result=True), REFUSED, "got `bool` - at `$.result`"),
    Case("a result that is an object", good(result={"m": 1}), REFUSED, "got `object` - at `$.result`"),
    Case("no result", good(result=None), REFUSED, "missing required field `result`"),
    Case("no version", good(v=None), REFUSED, "missing required field `v`"),
    Case("version 2 in the payload", good(v=2), REFUSED, "Invalid enum value 2 - at `$.v`"),
    Case("a sequence number of 0", good(seq=0), REFUSED, ">= 1 - at `$.seq`"),
    Case("a negative boot", good(boot=-1), REFUSED, ">= 0 - at `$.boot`"),
    Case("a boot of 10²⁰", good(boot=10**20), REFUSED, "at `$.boot`"),
    Case("a clock in 1970", good(observed_at="1970-01-01T00:00:05Z"), REFUSED, "before 1990"),
    Case("a clock in 2099", good(observed_at="2099-01-01T00:00:00Z"), REFUSED, "is ahead of"),
    Case("a time without an offset", good(observed_at="2026-03-01T00:00:00"), REFUSED, "timezone"),
    Case("a time as Unix seconds", good(observed_at=1772323200), REFUSED, "at `$.observed_at`"),
    Case("30 February", good(observed_at="2026-02-30T00:00:00Z"), REFUSED, "RFC3339"),
    Case("a clock not trusted, no stopwatch", good(time_ok=False), REFUSED, "without uptime_s and age_s"),
    Case("a stopwatch that has run for 60 years", good(time_ok=False, uptime_s=1e9, age_s=9e8), REFUSED, "reach back before 1990"),
    Case("a run under `actual/`", good(run="hello"), REFUSED, "names no run"),
    Case("no run under `test/`", good(), REFUSED, "must name its run", STAGE.replace("actual", "test")),
    Case("a run that does not exist", good(run="nobody"), REFUSED, "there is no run 'nobody'", STAGE.replace("actual", "test")),
    Case("a test run under `exercise/`", good(run="hello"), REFUSED, "is of status test, not exercise", STAGE.replace("actual", "exercise")),
    Case("a station nobody registered", good(), REFUSED, "no station 'nowhere' is registered", STAGE.replace("kawabe-bridge", "nowhere")),
    Case("a datastream the station lacks", good(), REFUSED, "has no datastream 'rain'", STAGE.replace("stage", "rain")),
    Case("a station of another network", good(), REFUSED, "is on network 'recorded'", STAGE.replace("kawabe-bridge", "recorded-1")),
    Case("version 2 in the topic", good(), REFUSED, "is of version 'v2'", STAGE.replace("v1", "v2")),
    Case("capitals in the topic", good(), REFUSED, "not lowercase", STAGE.replace("kawabe", "Kawabe")),
    Case("a topic with a level too few", good(), REFUSED, "is none of", "actual/v1/d1/kawabe-bridge/observation"),
    Case("a topic with a level too many", good(), REFUSED, "is none of", STAGE + "/again"),
    Case("an empty level in the topic", good(), REFUSED, "not lowercase", STAGE.replace("d1", "")),
    Case("Japanese in the topic", good(), REFUSED, "not lowercase", STAGE.replace("kawabe-bridge", "川辺橋")),
    Case("one bad reading in a batch of three", b"[" + b",".join([good(seq=50, observed_at="2026-03-02T00:00:01Z"), good(seq=51, result="x"), good(seq=52, observed_at="2026-03-02T00:00:02Z")]) + b"]", REFUSED, "reading 2 of 3: payload: Expected `float`, got `str` - at `$.result`"),
    Case("a NUL character in `still`", good(still="\0"), REFUSED, "matching regex", STAGE),
    Case("a spread below 0", good(spread=-0.002), REFUSED, ">= 0.0 - at `$.spread`"),
    Case("a calibration without an offset", good(calibration="2026-06-01T00:00:00"), REFUSED, "timezone"),
    Case("a status that is not one", b'{"online":"yes"}', REFUSED, "payload", "actual/v1/d1/status"),
    Case("a status with a NUL character", b'{"v":1,"online":true,"boot":1,"version":"\\u0000"}', REFUSED, "unsupported Unicode escape", "actual/v1/d1/status"),
    Case("a field we do not know", good(seq=60, observed_at="2026-03-03T00:00:00Z", colour="brown"), STORED),
    Case("a result outside what is plausible", good(seq=61, observed_at="2026-03-03T00:01:00Z", result=400), STORED),
    Case("a reading published as retained", good(seq=62, observed_at="2026-03-03T00:02:00Z"), STORED, retain=True),
    Case("a device's own `stored` topic", b'{"v":1,"stored":[]}', IGNORED, "", "actual/v1/d1/stored"),
    Case("a device's own `command` topic", b"anything", IGNORED, "", "actual/v1/d1/command"),
]  # fmt: skip


def test_every_bad_message_is_kept_with_its_reason_and_stops_nothing(stored: "River") -> None:
    for number, case in enumerate(CASES):
        stored.publish(case.payload, case.topic, retain=case.retain)
        stored.publish(stored.reading(1000 + number, ago=stored.minutes(1 + number)))

    expected_rows = len(CASES) + 2 + sum(case.fate == STORED for case in CASES)
    until(lambda: stored.count("observations") == expected_rows)
    quarantine = {
        (topic, bytes(payload)): reason
        for topic, payload, reason in stored.rows("SELECT topic, payload, reason FROM quarantine")
    }
    reasons = [quarantine.pop((case.topic, case.payload), None) for case in CASES]
    assert [
        (case.what, reason)
        for case, reason in zip(CASES, reasons, strict=True)
        if (reason is not None) != (case.fate == REFUSED) or case.reason not in (reason or "")
    ] == []
    assert quarantine == {}


def test_the_page_says_what_happens() -> None:
    page = HEAD + "".join(f"| {row(case)} |\n" for case in CASES) + FOOT
    if os.environ.get("KAWAMORI_WRITE_DOCS"):
        PAGE.write_text(page, encoding="utf-8")

    assert PAGE.read_text(encoding="utf-8") == page


FOOT = """
Two things never reach ingest: a topic outside `actual/`, `exercise/` and `test/`, which the
broker's access list refuses, and a packet above the broker's `max_packet_size` (8 MB), for
which the broker hangs up. A retained reading is stored like any other, once.

What is wrong with a still that a device hands over, and with what is said of its [public view](cameras.md#what-residents-see),
is answered at once with the value that is wrong: [cameras](cameras.md).
"""


def row(case: Case) -> str:
    reason = f"…{case.reason}…" if case.reason else ""
    note = f" (`{case.topic}`)" if case.topic != STAGE else ""
    return f"{case.what}{note} | {case.fate} | {reason.replace('|', chr(92) + '|')}"
