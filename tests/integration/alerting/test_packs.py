"""A pack is made by the worker: every file's hash is in its manifest, and nobody's number."""

import csv
import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from pydantic import SecretStr

from alerting.jobs.packs import do_pack
from kawamori.errors import ConflictError
from kawamori.levels import Thresholds
from kawamori.people import AreaSubscription, Language, PhoneNumber, Subscriber
from kawamori.runs import ACTUAL
from kawamori.settings import Settings
from kawamori.storage.chronology.packs import MOST_OPEN, ask_pack, content_of, find_pack
from kawamori.storage.connections import Connection, connect
from kawamori.storage.jobs import InterruptedWorkError
from kawamori.storage.people.subscribers import add_subscriber
from kawamori.testing.areas import SEAL, settle_districts
from kawamori.testing.judged import write_alert, write_delivery
from kawamori.testing.town import KAWABE, Town

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

NUMBER = "+819012345678"
DAY = timedelta(days=1)


def wall() -> datetime:
    return datetime.now(UTC)


def flood(connection: Connection) -> None:
    town = Town(connection, wall() - timedelta(hours=2))
    settle_districts(connection)
    town.observe(1.0, 2.5, 4.1, 3.0)
    ben = Subscriber(PhoneNumber(NUMBER), Language.JA, areas=(AreaSubscription("kawara"),))
    add_subscriber(connection, SEAL, ben, run_no=0)
    alert_id = write_alert(connection, KAWABE, run_no=0, at=wall(), level=4, public_level=4)
    write_delivery(connection, alert_id)


def ask(connection: Connection) -> int:
    now = wall()
    return ask_pack(
        connection, ACTUAL, since=now - DAY, until=now + DAY, person="Aoi", role="commander"
    )


def test_a_pack_holds_all_that_is_kept_and_says_the_hash_of_each_file(database: str) -> None:
    with connect(database, name="tests") as connection:
        flood(connection)
        pack_id = ask(connection)
        do_pack(Settings(database_url=SecretStr(database)), wall, pack_id, lambda: False)
        found = find_pack(connection, pack_id)
        content = content_of(connection, pack_id)

    assert (found.state, found.failed_because) == ("done", None)
    assert found.sha256 == sha256(content).hexdigest()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(files.pop("manifest.json"))
    assert {each["name"]: each["sha256"] for each in manifest["files"]} == {
        name: sha256(content).hexdigest() for name, content in files.items()
    }
    assert files.keys() == {
        "README.txt",
        "chronology.csv",
        "chronology.geojson",
        "chronology-1.pdf",
        "messages.csv",
        "funnel.csv",
        "official.csv",
        "stations.csv",
        f"hydrographs/{KAWABE}.csv",
        f"hydrographs/{KAWABE}.svg",
    }
    assert (manifest["software"].split()[0], manifest["status"]) == ("kawamori", "actual")
    assert all(NUMBER[3:].encode() not in content for content in files.values())
    [message] = table(files["messages.csv"])
    assert message["body"] == "避難判断水位に到達しました"
    [station] = table(files["stations.csv"])
    assert float(station["danger_m"]) == Thresholds(danger_m=4.0).danger_m
    assert [float(line["stage_m"]) for line in table(files[f"hydrographs/{KAWABE}.csv"])] == [
        1.0,
        2.5,
        4.1,
        3.0,
    ]


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_worker_that_has_to_leave_gives_the_pack_back(database: str) -> None:
    with connect(database, name="tests") as connection:
        pack_id = ask(connection)
        settings = Settings(database_url=SecretStr(database))
        with pytest.raises(InterruptedWorkError):
            do_pack(settings, wall, pack_id, lambda: True)
        assert find_pack(connection, pack_id).state == "queued"

        do_pack(settings, wall, pack_id, lambda: False)

        assert find_pack(connection, pack_id).state == "done"


def test_where_no_pdf_can_be_made_whoever_asked_is_told_what_is_missing(
    database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "fonts.conf").write_text("<fontconfig></fontconfig>")
    monkeypatch.setenv("FONTCONFIG_FILE", str(tmp_path / "fonts.conf"))
    with connect(database, name="tests") as connection:
        pack_id = ask(connection)

        do_pack(Settings(database_url=SecretStr(database)), wall, pack_id, lambda: False)

        found = find_pack(connection, pack_id)
    assert found.state == "failed"
    assert "fonts-noto-cjk" in (found.failed_because or "")


def test_nobody_queues_packs_without_end(database: str) -> None:
    with connect(database, name="tests") as connection:
        for _ in range(MOST_OPEN):
            ask(connection)
        with pytest.raises(ConflictError, match="ask again afterwards"):
            ask(connection)
