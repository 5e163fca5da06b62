"""The after-action pack: all that is kept of an event, as files that can be read without us.

Each file's hash is in its manifest. No telephone number and nobody who was told is in it.
"""

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from hashlib import sha256
from importlib.metadata import version

import msgspec

from kawamori.chronology.entries import Entry
from kawamori.chronology.files import NAMES, features_of, lines_of
from kawamori.orders import City
from kawamori.paper.chronology import chronology_page
from kawamori.paper.hydrographs import hydrograph
from kawamori.paper.orders import order_page
from kawamori.paper.pdf import pdf_of
from kawamori.paper.sheets import MARKS, clock_of
from kawamori.runs import Run
from kawamori.spreadsheets import BOM, as_csv
from kawamori.storage.chronology.corrected import corrections_of
from kawamori.storage.chronology.matter import (
    Lines,
    Span,
    alerted_in,
    message_ids_in,
    messages_in,
    names_of,
    official_in,
    orders_in,
    stations_at,
)
from kawamori.storage.chronology.timeline import Sought, every_entry, wall_of
from kawamori.storage.connections import Connection
from kawamori.storage.judged.policies import policy_in_force
from kawamori.storage.orders.printing import printed_order
from kawamori.storage.readings.slices import series_between
from kawamori.storage.telling.funnel import Funnel, funnels
from kawamori.times import from_us

A_VOLUME = 1_500  # entries that are one PDF: some forty sheets
BEFORE = timedelta(hours=6)  # of an event, for its hydrographs
_RUNGS = {
    "standby_m": "水防団待機",
    "caution_m": "氾濫注意",
    "evacuation_m": "避難判断",
    "danger_m": "氾濫危険",
    "overflow_m": "氾濫開始",
}
_MESSAGE = ("message_id", "family", "kind", "level", "created_at", "channel", "language", "body")
_README = """{mark}事後検証資料

期間: {since} から {until}（{run}）
作成: {made_at} {person}

chronology.csv / .geojson / chronology-N.pdf  クロノロジー（判明順、訂正前の記録も含む）
orders/        避難情報（A4）
messages.csv   住民への通知文（チャネル・言語別）
funnel.csv     通知の到達状況（作成時点）
official.csv   公的情報
stations.csv   観測所と期間末の基準水位
hydrographs/   警戒のあった観測所の水位（CSV と図）
manifest.json  版と、各ファイルの SHA-256

電話番号・氏名など、住民の個人情報は含みません。職員の氏名は判断の記録として含みます。
"""


def pack_of(
    connection: Connection,
    run: Run,
    since: datetime,
    until: datetime,
    *,
    city: City,
    person: str,
    made_at: datetime,
    between: Callable[[], None] = lambda: None,
) -> bytes:
    """Return the whole as a ZIP; ``between`` is called between files and may raise."""
    span = Span(run, since, until, wall_of(run, since), wall_of(run, until))
    written = io.BytesIO()
    hashes = []
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _files(connection, span, city, person, made_at):
            between()
            archive.writestr(name, content)
            hashes.append(
                {"name": name, "bytes": len(content), "sha256": sha256(content).hexdigest()}
            )
        manifest = {
            "status": run.status,
            "run": run.run,
            "since": since,
            "until": until,
            "made_at": made_at,
            "made_for": person,
            "software": f"kawamori {version('kawamori')}",
            "policy": policy_in_force(connection).version,
            "files": hashes,
        }
        archive.writestr("manifest.json", msgspec.json.format(msgspec.json.encode(manifest)))
    return written.getvalue()


def _files(
    connection: Connection, span: Span, city: City, person: str, made_at: datetime
) -> Iterator[tuple[str, bytes]]:
    run = span.run
    said = {
        "mark": MARKS[run.status],
        "since": clock_of(span.since),
        "until": clock_of(span.until),
        "run": run.run or "実災害",
        "made_at": clock_of(made_at),
        "person": person,
    }
    yield "README.txt", _README.format(**said).encode()
    entries = list(every_entry(connection, run, Sought(span.since, span.until)))
    yield "chronology.csv", _table(NAMES, lines_of(entries))
    yield "chronology.geojson", msgspec.json.encode(features_of(entries))
    yield from _volumes(connection, run, entries, made_at)
    for order_id in orders_in(connection, span):
        found = printed_order(connection, order_id, city, span.until)
        yield f"orders/order-{order_id}.pdf", pdf_of(order_page(found))
    messages = messages_in(connection, span)
    yield "messages.csv", _table(names_of(messages, _MESSAGE), messages)
    counts = funnels(connection, message_ids_in(connection, span))
    yield "funnel.csv", _table([f.name for f in fields(Funnel)], [asdict(each) for each in counts])
    official = official_in(connection, span)
    yield "official.csv", _table(names_of(official, ("official_id", "name")), official)
    stations = stations_at(connection, span)
    yield "stations.csv", _table(names_of(stations, ("station_id", "name")), stations)
    yield from _hydrographs(connection, span, stations)


def _volumes(
    connection: Connection, run: Run, entries: Sequence[Entry], made_at: datetime
) -> Iterator[tuple[str, bytes]]:
    volumes = range(0, max(len(entries), 1), A_VOLUME)
    for number, begin in enumerate(volumes, start=1):
        part = entries[begin : begin + A_VOLUME]
        about = f"第{number}冊／全{len(volumes)}冊" if len(volumes) > 1 else ""
        corrected = corrections_of(connection, part, None)
        page = chronology_page(run, part, made_at=made_at, about=about, corrected_by=corrected)
        yield f"chronology-{number}.pdf", pdf_of(page)


def _hydrographs(
    connection: Connection, span: Span, stations: Lines
) -> Iterator[tuple[str, bytes]]:
    known = {each["station_id"]: each for each in stations}
    for station_id, stream in alerted_in(connection, span):
        series = series_between(
            connection, span.run.run_no, stream, span.since - BEFORE, span.until
        )
        points = [
            (from_us(int(us)), float(stage_m))
            for us, stage_m in zip(series.observed_us, series.stage_m, strict=True)
        ]
        lines = [{"observed_at": at.isoformat(), "stage_m": stage_m} for at, stage_m in points]
        yield f"hydrographs/{station_id}.csv", _table(("observed_at", "stage_m"), lines)
        facts = known.get(station_id, {"name": station_id, "river": ""})
        rungs = [(name, facts[key]) for key, name in _RUNGS.items() if facts.get(key) is not None]
        title = f"{MARKS[span.run.status]}{facts['name']}（{facts['river']}）"
        yield f"hydrographs/{station_id}.svg", hydrograph(title, points, rungs).encode()


def _table(names: Sequence[str], lines: Lines) -> bytes:
    return (BOM + as_csv(names, lines)).encode()
